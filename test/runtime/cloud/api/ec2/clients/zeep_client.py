"""The user guide's story in SOAP, told by zeep; its third argument is the API version. It knows the cloud by ?wsdl only."""
import base64
import sys
from datetime import datetime, timedelta, timezone

import zeep
from telling import CERTIFICATE, NAME, PRIVATE_KEY, PUBLIC_KEY, URL, USER_DATA, tell, until
from zeep.exceptions import Fault
from zeep.wsse.signature import BinarySignature
from zeep.wsse.utils import WSU, get_security_header

version = sys.argv[3]


class DatedSignature(BinarySignature):
    def apply(self, envelope, headers):
        now = datetime.now(timezone.utc)
        text = [time.strftime('%Y-%m-%dT%H:%M:%SZ') for time in (now, now + timedelta(minutes=5))]
        get_security_header(envelope).append(WSU.Timestamp(WSU.Created(text[0]), WSU.Expires(text[1])))
        return super().apply(envelope, headers)

    def verify(self, envelope):
        return envelope  # as in 2008, answers are not signed


cloud = zeep.Client(f'{URL}?wsdl&Version={version}', wsse=DatedSignature(PRIVATE_KEY, CERTIFICATE))
ec2 = cloud.service


def items(answer):
    """The item elements of a list, which may be absent. zeep leaves out elements that are alone in their parent."""
    return answer or [] if answer is None or isinstance(answer, list) else answer['item']


def named(element, values):
    return {'item': [{element: value} for value in values]}


def zones():
    found = ec2.DescribeAvailabilityZones()
    found = found if version < '2008-08-08' else found.availabilityZoneInfo
    return [[zone.zoneName, zone.zoneState.split()[0]] for zone in items(found)]


def listed(answer, element):
    return items(answer if version < '2008-08-08' else answer[element])


def instances(ids):
    found = ec2.DescribeInstances(instancesSet=named('instanceId', ids))
    return [each for reservation in listed(found, 'reservationSet') for each in items(reservation.instancesSet)]


def pairs():
    return sorted(each.keyName for each in listed(ec2.DescribeKeyPairs(), 'keySet') if each.keyName.startswith(NAME))


def tags(id):
    return [[each.key, each.value] for each in listed(ec2.DescribeTags(), 'tagSet') if each.resourceId == id]


def succeeded(answer):
    return answer if version < '2008-08-08' else answer['return']


def code_of(fault):
    return fault.code.split('.', 1)[-1] if '.' in fault.code else f'{fault.code}: {fault.message}'


def has_started(instance):
    return instance.instanceState.name == 'running' and instance.dnsName != '0.0.0.0'


def story(told, attempt):
    images = listed(ec2.DescribeImages(), 'imagesSet')
    told['images'] = sorted(image.imageType for image in images)
    image = next(image.imageId for image in images if image.imageType == 'machine')

    pair = ec2.CreateKeyPair(keyName=NAME)
    told['pair'] = [pair.keyName, pair.keyMaterial.splitlines()[0], len(pair.keyFingerprint)]
    told['pairAgain'] = attempt(lambda: ec2.CreateKeyPair(keyName=NAME))
    material = base64.b64encode(PUBLIC_KEY.encode()).decode()
    imported = ec2.ImportKeyPair(keyName=f'{NAME}-mine', publicKeyMaterial=material)
    told['imported'] = [imported.keyName, len(imported.keyFingerprint)]
    told['pairs'] = pairs()

    ec2.CreateSecurityGroup(groupName=NAME, groupDescription='of the story')
    rule = {'ipProtocol': 'tcp', 'fromPort': 22, 'toPort': 22, 'ipRanges': named('cidrIp', ['0.0.0.0/0'])}
    rules = {'groupName': NAME, 'ipPermissions': {'item': [rule]}}
    ec2.AuthorizeSecurityGroupIngress(**rules)
    [group] = listed(ec2.DescribeSecurityGroups(securityGroupSet=named('groupName', [NAME])), 'securityGroupInfo')
    told['rules'] = [[each.ipProtocol, str(each.fromPort), str(each.toPort), items(each.ipRanges)[0].cidrIp]
                     for each in items(group.ipPermissions)]

    data = {'data': base64.b64encode(USER_DATA.encode()).decode()}
    answer = ec2.RunInstances(imageId=image, minCount=1, maxCount=2, keyName=NAME, userData=data,
                              groupSet=named('groupId', [NAME]))
    told['group'] = [each.groupId if version < '2011-01-01' else each.groupName for each in items(answer.groupSet)]
    run = items(answer.instancesSet)
    told['run'] = [[each.instanceState.name, each.instanceType, each.placement.availabilityZone, each.keyName,
                    each.dnsName] for each in run]
    ids = [each.instanceId for each in run]
    running = until(lambda: instances(ids), lambda found: all(has_started(each) for each in found))
    told['running'] = [each.instanceState.name for each in running]
    told['addresses'] = len({each.dnsName for each in running} - {'0.0.0.0'})
    told['listed'] = set(ids) <= {each.instanceId for each in instances([])}
    told['console'] = b'login:' in base64.b64decode(ec2.GetConsoleOutput(instanceId=ids[0]).output)
    attribute = ec2.DescribeInstanceAttribute(instanceId=ids[0], userData={})
    told['userData'] = base64.b64decode(attribute.userData.value).decode()
    first = {'resourcesSet': named('resourceId', ids[:1]), 'tagSet': {'item': [{'key': 'role', 'value': NAME}]}}
    ec2.CreateTags(**first)
    told['tags'] = tags(ids[0])
    ec2.DeleteTags(**first)
    told['untagged'] = len(tags(ids[0]))
    told['stop'] = attempt(lambda: ec2.StopInstances(instancesSet=named('instanceId', ids[:1])))
    told['groupRefusals'] = [
        attempt(lambda: ec2.CreateSecurityGroup(groupName=NAME, groupDescription='again')),
        attempt(lambda: ec2.AuthorizeSecurityGroupIngress(**rules)),
        attempt(lambda: ec2.DeleteSecurityGroup(groupName=NAME)),
        attempt(lambda: ec2.DeleteSecurityGroup(groupName='default')),
        attempt(lambda: ec2.DescribeSecurityGroups(securityGroupSet=named('groupName', ['nobody']))),
    ]
    launch = ec2.DescribeImageAttribute(imageId=image, launchPermission={})
    told['launch'] = [each.group for each in items(launch.launchPermission)]
    told['rebooted'] = succeeded(ec2.RebootInstances(instancesSet=named('instanceId', ids[:1])))

    ending = listed(ec2.TerminateInstances(instancesSet=named('instanceId', ids)), 'instancesSet')
    state = 'shutdownState' if version < '2009-10-31' else 'currentState'
    told['ending'] = [each[state].name for each in ending]
    ended = until(lambda: instances(ids), lambda found: all(each.instanceState.name == 'terminated' for each in found))
    told['ended'] = [each.instanceState.name for each in ended]
    one = {'minCount': 1, 'maxCount': 1}
    told['groupEnded'] = [succeeded(ec2.RevokeSecurityGroupIngress(**rules)),
                          succeeded(ec2.DeleteSecurityGroup(groupName=NAME))]
    told['refusals'] = [
        attempt(lambda: instances(['i-DEADBEEF'])),
        attempt(lambda: instances(['nonsense'])),
        attempt(lambda: ec2.TerminateInstances(instancesSet=named('instanceId', ['i-DEADBEEF']))),
        attempt(lambda: ec2.RunInstances(imageId='emi-DEADBEEF', **one)),
        attempt(lambda: ec2.RunInstances(imageId=image, keyName='nobody', **one)),
    ]
    told['deleted'] = [succeeded(ec2.DeleteKeyPair(keyName=name)) for name in told['pairs']]
    told['left'] = pairs()


tell(zones, story, Fault, code_of)
