#!/usr/bin/env python3
"""Writes a container image (docker-archive, one layer) from a folder, without a container engine.

The same folder and options always give the same bytes: entries are sorted, owned by root, and dated 1970. File modes, symbolic
links, hard links and empty folders are kept; sockets, pipes and devices are refused, as no image of ours has any.

usage: image.py --rootfs DIR --tag NAME:TAG --entrypoint '["/x"]' [--user UID[:GID]] --out FILE.tar
"""

import argparse
import hashlib
import io
import json
import os
import stat
import sys
import tarfile
import tempfile

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
EPOCH = "1970-01-01T00:00:00Z"


def json_list(text):
    """An argument such as '["/bin/x", "-v"]'."""
    value = json.loads(text)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError
    return value


def parse(argv):
    p = argparse.ArgumentParser(
        description=__doc__.split("\n")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("--rootfs", required=True, help="the folder that becomes /")
    p.add_argument("--tag", required=True, help="NAME:TAG, :latest if left off")
    p.add_argument("--entrypoint", type=json_list, required=True)
    p.add_argument("--user", default="", help="UID[:GID], root if left off")
    p.add_argument("--out", required=True)
    args = p.parse_args(argv)
    if not os.path.isdir(args.rootfs):
        p.error(f"--rootfs: no folder {args.rootfs}")
    if not args.entrypoint:
        p.error("--entrypoint: empty")
    return args


def tree(root):
    """Every path below root, relative to it, parents first, in an order that no file system decides."""
    for folder, folders, files in os.walk(root):
        folders.sort()
        # A link to a folder is listed among the folders; os.walk does not descend into it.
        for name in sorted(folders + files):
            yield os.path.relpath(os.path.join(folder, name), root)


def write_layer(root, out):
    """Writes the layer's tar to the file `out`, gives back its digest in hex."""
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in tree(root):
            source = os.path.join(root, path)
            mode = os.lstat(source).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
                sys.exit(f"image.py: {source}: neither a file, a folder nor a link")
            entry = tar.gettarinfo(source, path)
            entry.uid, entry.gid, entry.uname, entry.gname, entry.mtime = 0, 0, "", "", 0
            if entry.isreg():
                with open(source, "rb") as content:
                    tar.addfile(entry, content)
            else:
                tar.addfile(entry)
    out.seek(0)
    return hashlib.file_digest(out, "sha256").hexdigest()


def config(args, digest):
    """The image's configuration, as the Docker image format (and OCI's) has it."""
    run = {"Entrypoint": args.entrypoint, "Env": [PATH], "WorkingDir": "/"}
    if args.user:
        run["User"] = args.user
    return {
        "created": EPOCH,
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine),
        "os": "linux",
        "config": run,
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest]},
        "history": [{"created": EPOCH, "created_by": "image.py"}],
    }


def put(tar, name, content, size):
    entry = tarfile.TarInfo(name)
    entry.size = size
    tar.addfile(entry, content)


def main(argv):
    args = parse(argv)
    name = args.tag.rsplit("/", 1)[-1]
    tag = args.tag if ":" in name else args.tag + ":latest"
    part = args.out + ".part"
    with tempfile.TemporaryFile(dir=os.path.dirname(args.out) or ".") as layer:
        digest = write_layer(args.rootfs, layer)
        size = layer.seek(0, os.SEEK_END)
        layer.seek(0)
        conf = json.dumps(config(args, digest), sort_keys=True).encode()
        conf_name = hashlib.sha256(conf).hexdigest() + ".json"
        manifest = [{"Config": conf_name, "RepoTags": [tag], "Layers": [f"{digest}/layer.tar"]}]
        index = json.dumps(manifest).encode()
        with tarfile.open(part, "w") as tar:
            put(tar, "manifest.json", io.BytesIO(index), len(index))
            put(tar, conf_name, io.BytesIO(conf), len(conf))
            put(tar, f"{digest}/layer.tar", layer, size)
    os.replace(part, args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
