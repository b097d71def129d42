"""The user guide's story, told by boto3."""
import base64

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from telling import KEY, NAME, PUBLIC_KEY, SECRET, URL, USER_DATA, tell, until

cloud = boto3.client('ec2', endpoint_url=URL, region_name='Eucalyptus', aws_access_key_id=KEY,
                     aws_secret_access_key=SECRET, config=Config(retries={'total_max_attempts': 1}))


def zones():
    return [[zone['ZoneName'], zone['State'].split()[0]] for zone in cloud.describe_availability_zones()['AvailabilityZones']]


def instances(**which):
    return [each for found in cloud.describe_instances(**which)['Reservations'] for each in found['Instances']]


def story(told, attempt):
    told['regions'] = [region['RegionName'] for region in cloud.describe_regions()['Regions']]
    images = cloud.describe_images(Owners=['self'])['Images']
    told['images'] = sorted(image['ImageType'] for image in images)
    image = next(image['ImageId'] for image in images if image['ImageType'] == 'machine')

    pair = cloud.create_key_pair(KeyName=NAME)
    told['pair'] = [pair['KeyName'], pair['KeyMaterial'].splitlines()[0], len(pair['KeyFingerprint'])]
    told['pairAgain'] = attempt(lambda: cloud.create_key_pair(KeyName=NAME))
    imported = cloud.import_key_pair(KeyName=f'{NAME}-mine', PublicKeyMaterial=PUBLIC_KEY.encode())
    told['imported'] = [imported['KeyName'], len(imported['KeyFingerprint'])]
    own = {'Filters': [{'Name': 'key-name', 'Values': [f'{NAME}*']}]}
    told['pairs'] = sorted(each['KeyName'] for each in cloud.describe_key_pairs(**own)['KeyPairs'])

    cloud.create_security_group(GroupName=NAME, Description='of the story')
    rule = {'GroupName': NAME, 'IpPermissions': [
        {'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}]}
    cloud.authorize_security_group_ingress(**rule)
    [group] = cloud.describe_security_groups(GroupNames=[NAME])['SecurityGroups']
    told['rules'] = [[each['IpProtocol'], str(each['FromPort']), str(each['ToPort']), each['IpRanges'][0]['CidrIp']]
                     for each in group['IpPermissions']]

    wanted = {'ImageId': image, 'MinCount': 1, 'MaxCount': 2, 'KeyName': NAME, 'UserData': USER_DATA, 'ClientToken': NAME,
              'SecurityGroupIds': [group['GroupId']],
              'TagSpecifications': [{'ResourceType': 'instance', 'Tags': [{'Key': 'born', 'Value': 'here'}]}]}
    run = cloud.run_instances(**wanted)['Instances']
    told['group'] = [each['GroupName'] for each in run[0]['SecurityGroups']]
    told['run'] = [[each['State']['Name'], each['InstanceType'], each['Placement']['AvailabilityZone'], each['KeyName'],
                    each['PublicDnsName']] for each in run]
    ids = [each['InstanceId'] for each in run]
    again = cloud.run_instances(**wanted)['Instances']
    told['sameToken'] = [each['InstanceId'] for each in again] == ids
    # the SDK's own waiter: it knows which states end its patience
    waiting = {'WaiterConfig': {'Delay': 1, 'MaxAttempts': 100}, 'InstanceIds': ids}
    cloud.get_waiter('instance_running').wait(**waiting)
    running = until(lambda: instances(InstanceIds=ids), lambda found: all('PublicIpAddress' in each for each in found))
    told['running'] = [each['State']['Name'] for each in running]
    told['addresses'] = len({each.get('PublicIpAddress') for each in running})
    told['listed'] = set(ids) <= {each['InstanceId'] for each in instances()}
    filters = [{'Name': 'key-name', 'Values': [NAME]}, {'Name': 'instance-state-name', 'Values': ['running']}]
    told['filtered'] = [each['InstanceId'] for each in instances(Filters=filters)] == ids
    pages = cloud.get_paginator('describe_instances').paginate(
        PaginationConfig={'PageSize': 1}, Filters=[{'Name': 'key-name', 'Values': [NAME]}])
    told['pages'] = [sum(len(found['Instances']) for found in page['Reservations']) for page in pages]
    status = cloud.describe_instance_status(InstanceIds=ids)['InstanceStatuses']
    told['status'] = [[each['InstanceState']['Name'], each['InstanceStatus']['Status']] for each in status]
    told['console'] = 'login:' in cloud.get_console_output(InstanceId=ids[0])['Output']
    attribute = cloud.describe_instance_attribute(InstanceId=ids[0], Attribute='userData')
    told['userData'] = base64.b64decode(attribute['UserData']['Value']).decode()
    told['born'] = [[each['Key'], each['Value']] for each in instances(InstanceIds=ids[1:])[0]['Tags']]
    cloud.create_tags(Resources=ids[:1], Tags=[{'Key': 'role', 'Value': NAME}])
    of_first = [{'Name': 'resource-id', 'Values': ids[:1]}, {'Name': 'key', 'Values': ['role']}]
    told['tags'] = [[each['Key'], each['Value']] for each in cloud.describe_tags(Filters=of_first)['Tags']]
    found = instances(Filters=[{'Name': 'tag:role', 'Values': [NAME]}])
    told['tagged'] = [each['InstanceId'] for each in found] == ids[:1]
    cloud.delete_tags(Resources=ids[:1], Tags=[{'Key': 'role'}])
    told['untagged'] = len(cloud.describe_tags(Filters=of_first)['Tags'])
    told['stop'] = attempt(lambda: cloud.stop_instances(InstanceIds=ids[:1]))
    cloud.modify_instance_attribute(InstanceId=ids[0], DisableApiTermination={'Value': True})
    told['protected'] = attempt(lambda: cloud.terminate_instances(InstanceIds=ids))
    cloud.modify_instance_attribute(InstanceId=ids[0], DisableApiTermination={'Value': False})
    told['groupRefusals'] = [
        attempt(lambda: cloud.create_security_group(GroupName=NAME, Description='again')),
        attempt(lambda: cloud.authorize_security_group_ingress(**rule)),
        attempt(lambda: cloud.delete_security_group(GroupName=NAME)),
        attempt(lambda: cloud.delete_security_group(GroupName='default')),
        attempt(lambda: cloud.describe_security_groups(GroupNames=['nobody'])),
    ]
    launch = cloud.describe_image_attribute(ImageId=image, Attribute='launchPermission')
    told['launch'] = [each.get('Group') for each in launch['LaunchPermissions']]
    told['rebooted'] = cloud.reboot_instances(InstanceIds=ids[:1])['ResponseMetadata']['HTTPStatusCode'] == 200

    ending = cloud.terminate_instances(InstanceIds=ids)['TerminatingInstances']
    told['ending'] = [each['CurrentState']['Name'] for each in ending]
    cloud.get_waiter('instance_terminated').wait(**waiting)
    told['ended'] = [each['State']['Name'] for each in instances(InstanceIds=ids)]
    told['groupEnded'] = [cloud.revoke_security_group_ingress(**rule)['Return'],
                          cloud.delete_security_group(GroupName=NAME)['ResponseMetadata']['HTTPStatusCode'] == 200]
    told['refusals'] = [
        attempt(lambda: cloud.describe_instances(InstanceIds=['i-DEADBEEF'])),
        attempt(lambda: cloud.describe_instances(InstanceIds=['nonsense'])),
        attempt(lambda: cloud.terminate_instances(InstanceIds=['i-DEADBEEF'])),
        attempt(lambda: cloud.run_instances(ImageId='emi-DEADBEEF', MinCount=1, MaxCount=1)),
        attempt(lambda: cloud.run_instances(ImageId=image, MinCount=1, MaxCount=1, KeyName='nobody')),
    ]
    told['dryRun'] = attempt(lambda: cloud.describe_instances(DryRun=True))
    told['deleted'] = [cloud.delete_key_pair(KeyName=name)['ResponseMetadata']['HTTPStatusCode'] == 200
                       for name in told['pairs']]
    told['left'] = [each['KeyName'] for each in cloud.describe_key_pairs(**own)['KeyPairs']]
    told['networks'] = cloud.describe_vpcs()['Vpcs'] + cloud.describe_subnets()['Subnets']
    told['types'] = [each['InstanceType'] for each in cloud.describe_instance_types()['InstanceTypes']]
    attributes = cloud.describe_account_attributes()['AccountAttributes']
    told['account'] = {each['AttributeName']: each['AttributeValues'][0]['AttributeValue'] for each in attributes}


tell(zones, story, ClientError, lambda error: error.response['Error']['Code'])
