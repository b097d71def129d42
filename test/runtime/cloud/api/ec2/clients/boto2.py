"""What the user guide tells, with boto, in the signature version and the API version of the command line."""
import json
import sys

from boto.ec2.connection import EC2Connection
from boto.ec2.regioninfo import RegionInfo
from boto.exception import EC2ResponseError

port, key, secret, signature, version = sys.argv[1:6]
EC2Connection._required_auth_capability = lambda self: [{'1': 'sign-v1', '2': 'ec2', '4': 'hmac-v4'}[signature]]
cloud = EC2Connection(key, secret, is_secure=False, port=int(port), path='/services/Eucalyptus', api_version=version,
                      region=RegionInfo(name='Eucalyptus', endpoint='127.0.0.1'))

told = {'zones': [[zone.name, zone.state] for zone in cloud.get_all_zones()]}
told['images'] = [[image.id, image.location, image.type] for image in cloud.get_all_images()]
pair = cloud.create_key_pair('boto')
told['key'] = [pair.name, pair.material.splitlines()[0], len(pair.fingerprint)]
try:
    cloud.create_key_pair('boto')
except EC2ResponseError as error:
    told['again'] = [error.status, error.error_code]
told['keys'] = [each.name for each in cloud.get_all_key_pairs()]
reservation = cloud.run_instances('emi-3A5B1C2D', min_count=1, max_count=2, key_name='boto', user_data='a b+c/d=e~f*g')
told['run'] = [[each.id, each.state, each.public_dns_name, each.placement, each.instance_type, each.key_name]
               for each in reservation.instances]
told['list'] = [[each.id for each in found.instances] for found in cloud.get_all_instances()]
first = reservation.instances[0].id
told['console'] = cloud.get_console_output(first).output.decode()
told['reboot'] = []
try:
    told['reboot'] = cloud.reboot_instances([first])
except EC2ResponseError as error:
    told['reboot'] = error.error_code
told['end'] = [each.id for each in cloud.terminate_instances([first])]
try:
    cloud.get_all_instances(['i-DEADBEEF'])
except EC2ResponseError as error:
    told['unknown'] = error.error_code
told['delete'] = cloud.delete_key_pair('boto')
print(json.dumps(told))
