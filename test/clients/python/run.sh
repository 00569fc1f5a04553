#!/usr/bin/env bash
# Generates a Python client from docs/openapi.json, without a patch, and runs exercise.py with it against a server that
# runs. Beside `npm test`, because it needs Python 3.10 or newer and packages of PyPI. In two terminals:
#
#   npm start
#   CERBERUS_API_KEY=… test/clients/python/run.sh http://localhost:4000
#
# The key is one of `npm run admin -- api-key create`, with the scopes teams:create, teams:read, teams:update,
# teams:delete and users:read.
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=dist/python-client
python3 -m venv "$folder/venv"
# The generated client imports httpx and attrs. The generator says that it leaves out the upload of CSV and JSON Lines.
"$folder/venv/bin/pip" install --quiet openapi-python-client==0.26.2 httpx==0.28.1 attrs==25.3.0
"$folder/venv/bin/openapi-python-client" generate --path docs/openapi.json --meta none --overwrite --output-path "$folder/cerberus"
PYTHONPATH="$folder" "$folder/venv/bin/python" test/clients/python/exercise.py "${1:?the origin of the server}"
