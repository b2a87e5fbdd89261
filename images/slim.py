#!/usr/bin/env python3
"""Drops from a jar what matches any of the patterns. usage: slim.py JAR PATTERN..."""

import fnmatch
import os
import sys
import zipfile

path, patterns = sys.argv[1], sys.argv[2:]
with zipfile.ZipFile(path) as jar, zipfile.ZipFile(path + ".slim", "w", zipfile.ZIP_DEFLATED) as slim:
    for item in jar.infolist():
        if not any(fnmatch.fnmatch(item.filename, pattern) for pattern in patterns):
            slim.writestr(item, jar.read(item))
os.replace(path + ".slim", path)
