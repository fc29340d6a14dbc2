import { nativeImage, shell } from 'electron/common';
import * as electron from 'electron/main';
import { Desktop } from './desktop.ts';

const { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, Notification, screen, session, utilityProcess } =
  electron;

new Desktop(
  {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    nativeImage,
    nativeTheme,
    Notification,
    screen,
    session,
    shell,
    utilityProcess,
  },
  { platform: process.platform, argv: process.argv, folder: process.cwd() },
).start();
