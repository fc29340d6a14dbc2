"""Prints, for each PE file, what pefile reads of it, in the terms of our facts. Names are bytes, written as Latin-1."""

import json
import sys

import pefile

DIRECTORIES = ("EXPORT", "IMPORT", "RESOURCE", "DELAY_IMPORT")
VERSION = 16
# Its default is below what real libraries have.
MOST_EXPORTS = 65_536


def text(name):
    return (name or b"").decode("latin-1")


def libraries(entries):
    return [
        {
            "dll": text(entry.dll),
            "names": [text(one.name) for one in entry.imports if not one.import_by_ordinal],
            "ordinals": [one.ordinal for one in entry.imports if one.import_by_ordinal],
        }
        for entry in entries
    ]


def exports(pe):
    directory = getattr(pe, "DIRECTORY_ENTRY_EXPORT", None)
    if directory is None:
        return None
    symbols = directory.symbols
    forwards = [
        {"name": text(one.name) if one.name else f"#{one.ordinal}", "to": text(one.forwarder)}
        for one in symbols
        if one.forwarder
    ]
    return {
        "dll": text(directory.name),
        "functions": len({one.ordinal for one in symbols if one.address}),
        "names": sorted(text(one.name) for one in symbols if one.name),
        "forwards": sorted(forwards, key=lambda one: one["name"]),
    }


def numbers(*words):
    return ".".join(str(half) for word in words for half in (word >> 16, word & 0xFFFF))


def fixed(info):
    return {
        "fileVersion": numbers(info.FileVersionMS, info.FileVersionLS),
        "productVersion": numbers(info.ProductVersionMS, info.ProductVersionLS),
        "flags": info.FileFlags & info.FileFlagsMask,
        "type": info.FileType,
    }


def versions(pe):
    languages = [
        language.id
        for kind in getattr(pe, "DIRECTORY_ENTRY_RESOURCE", None).entries
        if kind.id == VERSION
        for name in kind.directory.entries
        for language in name.directory.entries
    ] if hasattr(pe, "DIRECTORY_ENTRY_RESOURCE") else []
    infos = getattr(pe, "VS_FIXEDFILEINFO", [])
    found = []
    for language, info, parts in zip(languages, infos, getattr(pe, "FileInfo", []), strict=True):
        tables = [table for part in parts if hasattr(part, "StringTable") for table in part.StringTable]
        strings = [
            {
                "language": table.LangID.decode(),
                "values": [{"key": key.decode(), "value": value.decode()} for key, value in table.entries.items()],
            }
            for table in tables
        ]
        found.append({"language": language, "fixed": fixed(info), "strings": strings})
    return found


def read(path):
    pe = pefile.PE(path, fast_load=True, max_symbol_exports=MOST_EXPORTS)
    pe.parse_data_directories([pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"] for name in DIRECTORIES])
    optional = pe.OPTIONAL_HEADER
    return {
        "class": 64 if optional.Magic == pefile.OPTIONAL_HEADER_MAGIC_PE_PLUS else 32,
        "machine": pe.FILE_HEADER.Machine,
        "characteristics": pe.FILE_HEADER.Characteristics,
        "subsystem": optional.Subsystem,
        "dllCharacteristics": optional.DllCharacteristics,
        "cli": any(one.VirtualAddress for one in optional.DATA_DIRECTORY[14:15]),
        "imports": libraries(getattr(pe, "DIRECTORY_ENTRY_IMPORT", [])),
        "delayImports": libraries(getattr(pe, "DIRECTORY_ENTRY_DELAY_IMPORT", [])),
        "exports": exports(pe),
        "versions": versions(pe),
        "isSigned": any(one.Size for one in optional.DATA_DIRECTORY[4:5]),
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
