/** Own code of the applications. Each server starts, and waits for requests that never come. */
export const NODE_SERVER = `'use strict';
const express = require('express');
const pino = require('pino');
const log = pino();
const app = express();
app.get('/', (request, response) => response.json({ ok: true }));
app.listen(18080, '127.0.0.1', () => log.info('ready'));
`;

export const PYTHON_APP = `from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/")
def index():
    return jsonify(ok=True)
`;

export const JAVA_LOADER = 'org.springframework.boot:spring-boot-loader:3.3.5';

export const JAVA_MAIN = `package demo;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.LoggerFactory;

public class Main {
  public static void main(String[] words) throws Exception {
    LoggerFactory.getLogger(Main.class).info(new Gson().toJson(StringUtils.upperCase("ready")));
    HttpServer.create(new InetSocketAddress("127.0.0.1", 18082), 0).start();
  }
}
`;

export const GO_MOD = `module example.org/service

go 1.22

require (
	github.com/google/uuid v1.6.0
	github.com/gorilla/mux v1.8.1
)
`;

export const GO_MAIN = `package main

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
)

func main() {
	router := mux.NewRouter()
	router.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(uuid.NewString())) })
	http.ListenAndServe("127.0.0.1:18083", router)
}
`;
