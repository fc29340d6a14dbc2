"""Prints what Python itself says of the distributions on the given path, as JSON."""
import hashlib
import json
import sys
from importlib.metadata import distributions

from pip._vendor.packaging.requirements import Requirement



def licence_files(dist):
    """Digests of the files that the metadata declare as licence files, by path; they lie beside the metadata or in `licenses` there."""
    found = {}
    for name in dist.metadata.get_all("License-File") or []:
        for path in (dist._path / "licenses" / name, dist._path / name):
            if path.is_file():
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
                break
    return found


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
            "licenceFiles": licence_files(dist),
            "needs": sorted({need.name for need in needs}),
        }
    )
print(json.dumps(rows))
