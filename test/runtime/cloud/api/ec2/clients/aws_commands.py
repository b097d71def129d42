"""Runs commands of the AWS command line: each line of input is the words of one as JSON, each line of output what it did.
What /usr/bin/aws calls is called here, once for each; starting Python for each would cost the test most of its time.
"""
import contextlib
import io
import json
import sys

import awscli.clidriver

for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = awscli.clidriver.create_clidriver().main(json.loads(line))
    print(json.dumps({'status': status, 'stdout': out.getvalue(), 'stderr': err.getvalue()}), flush=True)
