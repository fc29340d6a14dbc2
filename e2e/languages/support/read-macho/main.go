// Prints what go-macho reads of the code signatures of files, as JSON: for each file a list of its programs.
package main

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"debug/macho"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"

	"github.com/blacktop/go-macho/pkg/codesign"
	"github.com/blacktop/go-macho/pkg/codesign/types"
)

type directory struct {
	Hash       string  `json:"hash"`
	CdHash     string  `json:"cdHash"`
	Version    uint32  `json:"version"`
	Flags      uint32  `json:"flags"`
	Identifier string  `json:"identifier"`
	TeamID     *string `json:"teamId"`
	Pages      string  `json:"pages"`
}

type signature struct {
	Directories  []directory `json:"directories"`
	Entitlements bool        `json:"entitlements"`
	Cms          []byte      `json:"cms"`
}

func newHash(size uint8) (string, hash.Hash) {
	if size == sha1.Size {
		return "sha1", sha1.New()
	}
	return "sha256", sha256.New()
}

func directoryOf(code io.ReaderAt, one types.CodeDirectory) directory {
	name, sum := newHash(one.Header.HashSize)
	pages, size := "equal", uint64(1)<<one.Header.PageSize
	for i, slot := range one.CodeSlots {
		from := uint64(i) * size
		page := make([]byte, min(size, uint64(one.Header.CodeLimit)-from))
		if _, err := code.ReadAt(page, int64(from)); err != nil {
			panic(err)
		}
		sum.Reset()
		sum.Write(page)
		if !bytes.Equal(sum.Sum(nil), slot.Hash) {
			pages = "different"
		}
	}
	var team *string
	if one.TeamID != "" {
		team = &one.TeamID
	}
	return directory{name, one.CDHash[:40], uint32(one.Header.Version), uint32(one.Header.Flags), one.ID, team, pages}
}

// LC_CODE_SIGNATURE, which Go itself has no name for.
const codeSignature = 0x1d

func programOf(code io.ReaderAt, file *macho.File) *signature {
	for _, load := range file.Loads {
		raw := load.Raw()
		if file.ByteOrder.Uint32(raw) != codeSignature {
			continue
		}
		data := make([]byte, file.ByteOrder.Uint32(raw[12:]))
		if _, err := code.ReadAt(data, int64(file.ByteOrder.Uint32(raw[8:]))); err != nil {
			panic(err)
		}
		signed, err := codesign.ParseCodeSignature(data)
		if err != nil {
			panic(err)
		}
		return signatureOf(code, signed)
	}
	return nil
}

func signatureOf(code io.ReaderAt, signed *codesign.CodeSignature) *signature {
	found := signature{[]directory{}, signed.Entitlements != "", signed.CMSSignature}
	for _, one := range signed.CodeDirectories {
		found.Directories = append(found.Directories, directoryOf(code, one))
	}
	return &found
}

func programsOf(path string) []*signature {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	fat, err := macho.NewFatFile(file)
	if errors.Is(err, macho.ErrNotFat) {
		one, err := macho.NewFile(file)
		if err != nil {
			panic(path + ": " + err.Error())
		}
		return []*signature{programOf(file, one)}
	}
	if err != nil {
		panic(path + ": " + err.Error())
	}
	found := []*signature{}
	for _, arch := range fat.Arches {
		code := io.NewSectionReader(file, int64(arch.Offset), int64(arch.Size))
		found = append(found, programOf(code, arch.File))
	}
	return found
}

func main() {
	found := [][]*signature{}
	for _, path := range os.Args[1:] {
		found = append(found, programsOf(path))
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		panic(err)
	}
}
