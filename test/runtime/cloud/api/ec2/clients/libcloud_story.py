"""What the user guide tells, with libcloud's driver for Eucalyptus."""
import json
import sys

from libcloud.compute.base import NodeImage, NodeSize
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

port, key, secret = sys.argv[1:4]
cloud = get_driver(Provider.EUCALYPTUS)(key, secret, secure=False, host='127.0.0.1', port=int(port))

told = {'zones': [zone.name for zone in cloud.ex_list_availability_zones(only_available=False)]}
told['images'] = [image.id for image in cloud.list_images()]
told['key'] = cloud.create_key_pair('libcloud').private_key.splitlines()[0]
told['keys'] = [pair.name for pair in cloud.list_key_pairs()]
size = NodeSize('m1.small', 'm1.small', 128, 10, None, None, cloud)
node = cloud.create_node(name='first', image=NodeImage('emi-3A5B1C2D', None, cloud), size=size, ex_keyname='libcloud')
told['node'] = [node.state, node.extra['key_name'], node.extra['image_id']]
told['nodes'] = [each.id == node.id for each in cloud.list_nodes()]
told['console'] = cloud.ex_get_console_output(node)['output']
told['end'] = cloud.destroy_node(node)
told['gone'] = cloud.delete_key_pair(cloud.list_key_pairs()[0])
print(json.dumps(told))
