#!/bin/sh
# What the Dockerfile does, one word for each of its steps; it needs no Docker to be run.
#
#   container.sh install PREFIX WHEELS     a virtual environment in PREFIX, of the wheels in a folder;
#                                          constraints.txt beside them says which versions else
#   container.sh data DATA USER            a folder that is a user's alone
#   container.sh serve PREFIX DATA ...     serve, all that is written in the folder DATA; what follows
#                                          goes to `fitscore serve`
#   container.sh run PREFIX DATA ...       any other command of fitscore with the same folders
#   container.sh health PREFIX [PORT]      whether a server on this machine answers
set -eu

folders() {
    umask 077
    export HOME="$1" FITSCORE_DATA_DIR="$1/serve" FITSCORE_CACHE_DIR="$1/cache"
    export FITSCORE_CONFIG_DIR="$1/config" PYTHONDONTWRITEBYTECODE=1
}

step="${1:-}"
prefix="${2:?a folder}"
case "$step" in
install)
    wheels="${3:?the folder of the wheels}"
    python3 -m venv "$prefix"
    "$prefix/bin/python" -m pip install --no-cache-dir --disable-pip-version-check --quiet \
        --constraint "$wheels/constraints.txt" \
        "$wheels"/fitscore_model-*.whl "$(echo "$wheels"/fitscore-*.whl)[serve]"
    cp "$0" "$prefix/bin/container.sh"
    chmod -R a+rX,go-w "$prefix"
    chmod a+x "$prefix/bin/container.sh"
    ;;
data)
    mkdir -p -m 0700 "$2"
    chown "${3:?a user}" "$2"
    ;;
serve)
    folders "${3:?the folder of the data}"
    shift 3
    exec "$prefix/bin/fitscore" serve --no-open "$@"
    ;;
run)
    folders "${3:?the folder of the data}"
    shift 3
    exec "$prefix/bin/fitscore" "$@"
    ;;
health)
    exec "$prefix/bin/python" -I -c \
        'import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=5)' \
        "http://127.0.0.1:${3:-8765}/v1/health"
    ;;
*)
    echo "container.sh: install, data, serve, run or health" >&2
    exit 2
    ;;
esac
