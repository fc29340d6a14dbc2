"""Prints what Python itself says of the distributions on the given path, as JSON."""
import json
import sys
from importlib.metadata import distributions

from pip._vendor.packaging.requirements import Requirement

rows = []
for dist in distributions(path=sys.argv[1:]):
    files = dist.files or []
    there = {str(dist.locate_file(f).resolve()) for f in files if dist.locate_file(f).is_file()}
    needs = [Requirement(line) for line in dist.requires or []]
    rows.append(
        {
            "name": dist.metadata["Name"],
            "version": dist.version,
            # Where its metadata is: a folder, or a single file.
            "metadata": str(dist._path),
            "files": sorted(there),
            "needs": sorted({need.name for need in needs}),
        }
    )
print(json.dumps(rows))
