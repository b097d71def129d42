"""What the stories of the Python clients share. A story reads eucarc's variables, and prints what it saw as JSON."""
import json
import os
import sys
import time
from urllib.parse import urlsplit

URL = os.environ['EC2_URL']
HOST, PORT, PATH = urlsplit(URL).hostname, urlsplit(URL).port, urlsplit(URL).path
KEY, SECRET = os.environ['EC2_ACCESS_KEY'], os.environ['EC2_SECRET_KEY']
CERTIFICATE, PRIVATE_KEY = os.environ.get('EC2_CERT'), os.environ.get('EC2_PRIVATE_KEY')
# 'story' for all of it, 'zones' for its first sentence; then the name of the key pair
CHAPTER, NAME = sys.argv[1:3]
PUBLIC_KEY = os.environ.get('PUBLIC_KEY', '')
USER_DATA = 'a b+c/d=e~f*g\u00e9'


def until(ask, is_enough, seconds=20):
    """Asks again and again, as people do: what is_enough accepts, or the last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if is_enough(answer) or time.monotonic() > end:
            return answer
        time.sleep(0.1)


def tell(zones, story, error_type, code_of):
    """Prints the story, or its first sentence; what goes wrong there is told by its code."""
    def attempt(act):
        try:
            act()
            return 'no error'
        except error_type as error:
            return code_of(error)

    told = {}
    try:
        told['zones'] = zones()
    except error_type as error:
        told['error'] = code_of(error)
    if CHAPTER == 'story':
        story(told, attempt)
    print(json.dumps(told))
