"""The peer of the EC2 interface. moto, the usual stand-in for EC2, is not in Debian 12; what its server is made of is:
werkzeug, Jinja2, and botocore's signer as judge of signatures. This answers DescribeKeyPairs (none) and
DescribeInstances (as many as the first argument says) out of memory, and nothing else of a cloud. SOAP is judged as
zeep judges it, by libxmlsec. Prints its port.
"""
import base64
import datetime
import hashlib
import hmac
import sys
import urllib.parse
import uuid

import xmlsec
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from jinja2 import Environment
from lxml import etree
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response
from zeep.wsse.signature import _verify_envelope_with_key

COUNT, ACCESS_KEY, SECRET_KEY, CERTIFICATE = int(sys.argv[1]), *sys.argv[2:5]
SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'

INSTANCES = [{
    'id': f'i-{i:08X}', 'reservation': f'r-{i:08X}', 'owner': 'admin', 'image': 'emi-3A5B1C2D', 'kernel': 'eki-7A3B0C44',
    'ramdisk': 'eri-7A3B0C45', 'code': 16, 'state': 'running', 'private': '10.0.0.5', 'public': '192.0.2.5', 'index': 0,
    'type': 'm1.small', 'launched': datetime.datetime(2026, 11, 23, 15), 'zone': 'cluster1', 'groups': ['default'],
} for i in range(COUNT)]

TEMPLATES = {name: Environment(autoescape=True).from_string(text) for name, text in {
    'DescribeKeyPairs': '''<DescribeKeyPairsResponse xmlns="http://ec2.amazonaws.com/doc/{{ version }}/">
  <requestId>{{ request_id }}</requestId><keySet/></DescribeKeyPairsResponse>''',
    'DescribeInstances': '''<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/{{ version }}/">
  <requestId>{{ request_id }}</requestId>
  <reservationSet>{% for each in instances %}
    <item><reservationId>{{ each.reservation }}</reservationId><ownerId>{{ each.owner }}</ownerId>
      <groupSet>{% for group in each.groups %}<item><groupId>{{ group }}</groupId></item>{% endfor %}</groupSet>
      <instancesSet><item><instanceId>{{ each.id }}</instanceId><imageId>{{ each.image }}</imageId>
        <instanceState><code>{{ each.code }}</code><name>{{ each.state }}</name></instanceState>
        <privateDnsName>{{ each.private }}</privateDnsName><dnsName>{{ each.public }}</dnsName>
        <amiLaunchIndex>{{ each.index }}</amiLaunchIndex><instanceType>{{ each.type }}</instanceType>
        <launchTime>{{ each.launched.strftime('%Y-%m-%dT%H:%M:%S.000Z') }}</launchTime>
        <placement><availabilityZone>{{ each.zone }}</availabilityZone></placement>
        <kernelId>{{ each.kernel }}</kernelId><ramdiskId>{{ each.ramdisk }}</ramdiskId>
        <monitoring><state>disabled</state></monitoring>
        <privateIpAddress>{{ each.private }}</privateIpAddress><ipAddress>{{ each.public }}</ipAddress>
        <architecture>x86_64</architecture><rootDeviceType>instance-store</rootDeviceType>
        <rootDeviceName>/dev/sda1</rootDeviceName><virtualizationType>paravirtual</virtualizationType>
        <blockDeviceMapping/></item></instancesSet></item>{% endfor %}
  </reservationSet></DescribeInstancesResponse>''',
}.items()}


def signed_with_version_2(request, form):
    pairs = sorted((name, value) for name, value in form.items() if name != 'Signature')
    query = '&'.join(f'{name}={urllib.parse.quote(value, safe="-_.~")}' for name, value in pairs)
    text = f'POST\n{request.host}\n{request.path}\n{query}'
    expected = base64.b64encode(hmac.new(SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()).decode()
    return form['AWSAccessKeyId'] == ACCESS_KEY and hmac.compare_digest(expected, form['Signature'])


def signed_with_version_4(request, body):
    parts = dict(part.strip().split('=', 1) for part in request.headers['Authorization'].split(' ', 1)[1].split(','))
    key, day, region, service, _ = parts['Credential'].split('/')
    signer = SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), service, region)
    headers = {name: request.headers[name] for name in parts['SignedHeaders'].split(';')}
    sent = AWSRequest(method='POST', url=f'http://{request.host}{request.path}', data=body, headers=headers)
    sent.context['timestamp'] = headers['x-amz-date']
    expected = signer.signature(signer.string_to_sign(sent, signer.canonical_request(sent)), sent)
    return key == ACCESS_KEY and hmac.compare_digest(expected, parts['Signature'])


def soap_action(body):
    envelope = etree.fromstring(body)
    _verify_envelope_with_key(envelope, xmlsec.Key.from_file(CERTIFICATE, xmlsec.KeyFormat.CERT_PEM))
    return etree.QName(envelope.find(f'{{{SOAP}}}Body')[0]).localname


@Request.application
def answer(request):
    body = request.get_data()
    soap = 'SOAPAction' in request.headers
    if soap:
        action, version = soap_action(body), '2008-05-05'
    else:
        form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        authorized = signed_with_version_4(request, body) if 'Authorization' in request.headers else signed_with_version_2(request, form)
        if not authorized:
            return Response('<Response><Errors><Error><Code>SignatureDoesNotMatch</Code></Error></Errors></Response>', 403)
        action, version = form['Action'], form['Version']
    text = TEMPLATES[action].render(version=version, request_id=uuid.uuid4(), instances=INSTANCES)
    if soap:
        text = f'<soapenv:Envelope xmlns:soapenv="{SOAP}"><soapenv:Body>{text}</soapenv:Body></soapenv:Envelope>'
    return Response(text, mimetype='text/xml')


class Quiet(WSGIRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log(self, *_):
        pass


server = make_server('127.0.0.1', 0, answer, threaded=True, request_handler=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
