"""The user guide's story, told by libcloud's driver for Eucalyptus."""
import re

from libcloud.common.exceptions import BaseHTTPError
from libcloud.common.types import InvalidCredsError
from libcloud.compute.base import NodeImage
from libcloud.compute.providers import get_driver
from libcloud.compute.types import KeyPairDoesNotExistError, Provider
from telling import HOST, KEY, NAME, PORT, PUBLIC_KEY, SECRET, USER_DATA, tell, until

cloud = get_driver(Provider.EUCALYPTUS)(KEY, SECRET, secure=False, host=HOST, port=PORT)


def zones():
    # it makes one word of a state that it does not know
    return [[zone.name, zone.zone_state.split()[0]] for zone in cloud.ex_list_availability_zones(only_available=False)]


def nodes(ids):
    return [each for each in cloud.list_nodes() if each.id in ids]


def has_started(node):
    return node.state == 'running' and node.public_ips not in ([], ['0.0.0.0'])


def code_of(error):
    if isinstance(error, KeyPairDoesNotExistError):
        return 'InvalidKeyPair.NotFound'
    return re.search(r'[A-Z][\w.]+', str(error)).group(0)


def story(told, attempt):
    images = cloud.list_images()
    told['images'] = sorted(image.extra['image_type'] for image in images)
    image = next(image for image in images if image.extra['image_type'] == 'machine')

    pair = cloud.create_key_pair(NAME)
    told['pair'] = [pair.name, pair.private_key.splitlines()[0], len(pair.fingerprint)]
    told['pairAgain'] = attempt(lambda: cloud.create_key_pair(NAME))
    imported = cloud.import_key_pair_from_string(f'{NAME}-mine', PUBLIC_KEY)
    told['imported'] = [imported.name, len(imported.fingerprint)]
    told['pairs'] = sorted(each.name for each in cloud.list_key_pairs() if each.name.startswith(NAME))

    sizes = cloud.list_sizes()
    told['types'] = [each.id for each in sizes]
    size = next(each for each in sizes if each.id == 'm1.small')
    cloud.ex_create_security_group(NAME, 'of the story')
    cloud.ex_authorize_security_group(NAME, '22', '22', '0.0.0.0/0')
    [group] = cloud.ex_get_security_groups(group_names=[NAME])
    rule = {'id': group.id, 'from_port': 22, 'to_port': 22, 'cidr_ips': ['0.0.0.0/0']}
    told['rules'] = [[each['protocol'], str(each['from_port']), str(each['to_port']), each['cidr_ips'][0]]
                     for each in group.ingress_rules]
    told['group'] = [each for each in cloud.ex_list_security_groups() if each == NAME]
    run = cloud.create_node(name=NAME, image=image, size=size, ex_keyname=NAME, ex_mincount=1, ex_maxcount=2,
                            ex_userdata=USER_DATA, ex_security_groups=[NAME])
    told['run'] = [[each.state, each.extra['instance_type'], each.extra['availability'], each.extra['key_name'],
                    each.extra['dns_name']] for each in run]
    ids = [each.id for each in run]
    running = until(lambda: nodes(ids), lambda found: all(has_started(each) for each in found))
    told['running'] = [each.state for each in running]
    told['addresses'] = len({address for each in running for address in each.public_ips} - {'0.0.0.0'})
    told['listed'] = len(running) == len(ids)
    told['console'] = 'login:' in cloud.ex_get_console_output(running[0])['output']
    cloud.ex_create_tags(running[0], {'role': NAME})
    told['tags'] = [[key, value] for key, value in cloud.ex_describe_tags(running[0]).items() if key == 'role']
    found = cloud.list_nodes(ex_filters={'tag:role': NAME})
    told['tagged'] = [each.id for each in found] == ids[:1]
    cloud.ex_delete_tags(running[0], {'role': NAME})
    told['untagged'] = len([key for key in cloud.ex_describe_tags(running[0]) if key == 'role'])
    told['stop'] = attempt(lambda: cloud.ex_stop_node(running[0]))
    cloud.ex_modify_instance_attribute(running[0], {'DisableApiTermination.Value': 'true'})
    told['protected'] = attempt(lambda: cloud.destroy_node(running[0]))
    cloud.ex_modify_instance_attribute(running[0], {'DisableApiTermination.Value': 'false'})
    told['networks'] = [each.id for each in cloud.ex_list_networks()]
    told['limits'] = cloud.ex_get_limits()['resource']
    told['groupRefusals'] = [
        attempt(lambda: cloud.ex_create_security_group(NAME, 'again')),
        attempt(lambda: cloud.ex_authorize_security_group_ingress(**rule)),
        attempt(lambda: cloud.ex_delete_security_group(NAME)),
        attempt(lambda: cloud.ex_delete_security_group('default')),
        attempt(lambda: cloud.ex_get_security_groups(group_names=['nobody'])),
    ]
    told['rebooted'] = cloud.reboot_node(running[0])

    told['ending'] = [cloud.destroy_node(each) for each in running]
    ended = until(lambda: nodes(ids), lambda found: all(each.state == 'terminated' for each in found))
    told['ended'] = [each.state for each in ended]
    told['groupEnded'] = [cloud.ex_revoke_security_group_ingress(**rule), cloud.ex_delete_security_group(NAME)]
    told['refusals'] = [
        attempt(lambda: cloud.list_nodes(ex_node_ids=['i-DEADBEEF'])),
        attempt(lambda: cloud.list_nodes(ex_node_ids=['nonsense'])),
        attempt(lambda: cloud.ex_get_console_output(NodeStub('i-DEADBEEF'))),
        attempt(lambda: cloud.create_node(name='x', image=NodeImage('emi-DEADBEEF', None, cloud), size=size)),
        attempt(lambda: cloud.create_node(name='x', image=image, size=size, ex_keyname='nobody')),
    ]
    told['deleted'] = [cloud.delete_key_pair(cloud.get_key_pair(name)) for name in told['pairs']]
    told['left'] = [each.name for each in cloud.list_key_pairs() if each.name.startswith(NAME)]


class NodeStub:
    def __init__(self, id):
        self.id = id


tell(zones, story, (BaseHTTPError, InvalidCredsError, KeyPairDoesNotExistError), code_of)
