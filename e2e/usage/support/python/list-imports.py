# Prints, for each source of the list on standard input, the import statements that CPython's own parser finds in it, as JSON lines:
# [specifier, kind, line, lazy]; null for a source that it refuses.
import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def constant(test):
    text = ast.unparse(test)
    is_not = text.startswith("not ")
    name = text[4:] if is_not else text
    if name == "TYPE_CHECKING" or name.endswith(".TYPE_CHECKING") and name.count(".") == 1:
        return is_not
    return {"False": False, "0": False, "None": False, "True": True, "1": True}.get(text)


def visit(node, lazy, found):
    if isinstance(node, ast.Import):
        found.extend([name.name, "import", name.lineno, lazy] for name in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        if node.names[0].name == "*":
            found.append([base, "from *", node.lineno, lazy])
            return
        found.append([base, "from", node.lineno, lazy])
        dot = "" if base.endswith(".") else "."
        found.extend([base + dot + name.name, "from name", name.lineno, lazy] for name in node.names)
    elif isinstance(node, ast.If):
        value = constant(node.test)
        for child in node.body if value is not False else []:
            visit(child, lazy or value is None, found)
        for child in node.orelse if value is not True else []:
            visit(child, lazy or value is None, found)
    else:
        straight = isinstance(node, (ast.Module, ast.ClassDef, ast.With, ast.AsyncWith))
        for field, value in ast.iter_fields(node):
            inner = lazy or (field in ("body", "orelse", "finalbody", "handlers") and not straight)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, inner, found)


for line in sys.stdin:
    found = []
    try:
        with open(line.rstrip("\n"), "rb") as source:
            visit(ast.parse(source.read()), False, found)
    except (SyntaxError, ValueError):
        found = None
    print(json.dumps(found))
