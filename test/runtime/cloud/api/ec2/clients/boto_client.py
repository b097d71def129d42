"""The user guide's story, told by boto: its third argument is the signature version, its fourth the API version."""
import base64
import sys

from boto.ec2.connection import EC2Connection
from boto.ec2.regioninfo import RegionInfo
from boto.exception import EC2ResponseError
from telling import HOST, KEY, NAME, PATH, PORT, PUBLIC_KEY, SECRET, USER_DATA, tell, until

signature, version = sys.argv[3:5]
EC2Connection._required_auth_capability = lambda self: [{'1': 'sign-v1', '2': 'ec2', '4': 'hmac-v4'}[signature]]
cloud = EC2Connection(KEY, SECRET, is_secure=False, port=PORT, path=PATH, api_version=version,
                      region=RegionInfo(name='Eucalyptus', endpoint=HOST))


def zones():
    return [[zone.name, zone.state.split()[0]] for zone in cloud.get_all_zones()]


def instances(ids):
    return [each for reservation in cloud.get_all_instances(ids) for each in reservation.instances]


def has_started(instance):
    return instance.state == 'running' and instance.public_dns_name != '0.0.0.0'


def story(told, attempt):
    images = cloud.get_all_images()
    told['images'] = sorted(image.type for image in images)
    image = next(image.id for image in images if image.type == 'machine')

    told['types'] = [each.name for each in cloud.get_all_instance_types()]
    pair = cloud.create_key_pair(NAME)
    told['pair'] = [pair.name, pair.material.splitlines()[0], len(pair.fingerprint)]
    told['pairAgain'] = attempt(lambda: cloud.create_key_pair(NAME))
    imported = cloud.import_key_pair(f'{NAME}-mine', PUBLIC_KEY.encode())
    told['imported'] = [imported.name, len(imported.fingerprint)]
    told['pairs'] = sorted(each.name for each in cloud.get_all_key_pairs() if each.name.startswith(NAME))

    cloud.create_security_group(NAME, 'of the story')
    rule = {'group_name': NAME, 'ip_protocol': 'tcp', 'from_port': 22, 'to_port': 22, 'cidr_ip': '0.0.0.0/0'}
    cloud.authorize_security_group(**rule)
    told['rules'] = [[each.ip_protocol, each.from_port, each.to_port, str(each.grants[0])]
                     for each in cloud.get_all_security_groups([NAME])[0].rules]

    reservation = cloud.run_instances(image, min_count=1, max_count=2, key_name=NAME, user_data=USER_DATA.encode(),
                                      security_groups=[NAME])
    run = reservation.instances
    told['group'] = [each.name or each.id for each in reservation.groups]
    told['run'] = [[each.state, each.instance_type, each.placement, each.key_name, each.public_dns_name] for each in run]
    ids = [each.id for each in run]
    running = until(lambda: instances(ids), lambda found: all(has_started(each) for each in found))
    told['running'] = [each.state for each in running]
    told['addresses'] = len({each.public_dns_name for each in running} - {'0.0.0.0'})
    told['listed'] = set(ids) <= {each.id for each in instances(None)}
    told['console'] = b'login:' in cloud.get_console_output(ids[0]).output
    told['userData'] = base64.b64decode(cloud.get_instance_attribute(ids[0], 'userData')['userData']).decode()
    cloud.create_tags(ids[:1], {'role': NAME})
    told['tags'] = [[each.name, each.value] for each in cloud.get_all_tags({'resource-id': ids[0]})]
    found = cloud.get_all_instances(filters={'tag:role': NAME})
    told['tagged'] = [each.id for reservation in found for each in reservation.instances] == ids[:1]
    cloud.delete_tags(ids[:1], {'role': NAME})
    told['untagged'] = len(cloud.get_all_tags({'resource-id': ids[0]}))
    told['stop'] = attempt(lambda: cloud.stop_instances(ids[:1]))
    cloud.modify_instance_attribute(ids[0], 'disableApiTermination', True)
    told['protected'] = attempt(lambda: cloud.terminate_instances(ids[:1]))
    cloud.modify_instance_attribute(ids[0], 'disableApiTermination', False)
    told['groupRefusals'] = [
        attempt(lambda: cloud.create_security_group(NAME, 'again')),
        attempt(lambda: cloud.authorize_security_group(**rule)),
        attempt(lambda: cloud.delete_security_group(NAME)),
        attempt(lambda: cloud.delete_security_group('default')),
        attempt(lambda: cloud.get_all_security_groups(['nobody'])),
    ]
    told['rebooted'] = cloud.reboot_instances(ids[:1])

    told['ending'] = [each.state for each in cloud.terminate_instances(ids)]
    ended = until(lambda: instances(ids), lambda found: all(each.state == 'terminated' for each in found))
    told['ended'] = [each.state for each in ended]
    told['groupEnded'] = [cloud.revoke_security_group(**rule), cloud.delete_security_group(NAME)]
    told['refusals'] = [
        attempt(lambda: cloud.get_all_instances(['i-DEADBEEF'])),
        attempt(lambda: cloud.get_all_instances(['nonsense'])),
        attempt(lambda: cloud.terminate_instances(['i-DEADBEEF'])),
        attempt(lambda: cloud.run_instances('emi-DEADBEEF')),
        attempt(lambda: cloud.run_instances(image, key_name='nobody')),
    ]
    told['deleted'] = [cloud.delete_key_pair(name) for name in told['pairs']]
    told['left'] = [each.name for each in cloud.get_all_key_pairs() if each.name.startswith(NAME)]


tell(zones, story, EC2ResponseError, lambda error: error.error_code)
