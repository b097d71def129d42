"""What the user guide tells, with boto3."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

port, key, secret = sys.argv[1:4]
config = Config(retries={'max_attempts': 1})
cloud = boto3.client('ec2', endpoint_url=f'http://127.0.0.1:{port}/services/Eucalyptus', region_name='eucalyptus',
                     aws_access_key_id=key, aws_secret_access_key=secret, config=config)

told = {'zones': [[zone['ZoneName'], zone['State']] for zone in cloud.describe_availability_zones()['AvailabilityZones']]}
told['regions'] = [region['RegionName'] for region in cloud.describe_regions()['Regions']]
told['images'] = [image['ImageId'] for image in cloud.describe_images(Owners=['admin'])['Images']]
told['types'] = [each['InstanceType'] for each in cloud.describe_instance_types()['InstanceTypes']]
told['imported'] = cloud.import_key_pair(KeyName='mine', PublicKeyMaterial=b'ssh-rsa AAAA mine')['KeyName']
told['made'] = cloud.create_key_pair(KeyName='boto3')['KeyMaterial'].splitlines()[0]
run = cloud.run_instances(ImageId='emi-3a5b1c2d', MinCount=1, MaxCount=1, KeyName='boto3', UserData='hello',
                          InstanceType='m1.small', SecurityGroups=['default'], Placement={'AvailabilityZone': 'frontend'})
instance = run['Instances'][0]
told['state'] = instance['State']
told['groups'] = [each['GroupName'] for each in run['Groups']]
pages = cloud.get_paginator('describe_instances').paginate(PaginationConfig={'PageSize': 5})
told['pages'] = sum(len(found['Instances']) for page in pages for found in page['Reservations'])
found = cloud.describe_instances(Filters=[{'Name': 'instance-id', 'Values': [instance['InstanceId']]}])
told['found'] = len(found['Reservations'])
told['status'] = cloud.describe_instance_status(IncludeAllInstances=True)['InstanceStatuses'][0]['InstanceState']['Name']
told['output'] = cloud.get_console_output(InstanceId=instance['InstanceId'])['Output']
end = cloud.terminate_instances(InstanceIds=[instance['InstanceId']])
told['end'] = end['TerminatingInstances'][0]['CurrentState']['Name']
told['vpcs'] = cloud.describe_vpcs()['Vpcs'] + cloud.describe_subnets()['Subnets']
attributes = cloud.describe_account_attributes()['AccountAttributes']
told['account'] = [[each['AttributeName'], each['AttributeValues'][0]['AttributeValue']] for each in attributes]
told['errors'] = []
for attempt in (lambda: cloud.run_instances(ImageId='emi-00000000', MinCount=1, MaxCount=1),
                lambda: cloud.terminate_instances(InstanceIds=['i-DEADBEEF']),
                lambda: cloud.describe_instances(DryRun=True),
                lambda: cloud.describe_volumes()):
    try:
        attempt()
    except ClientError as error:
        told['errors'].append(error.response['Error']['Code'])
print(json.dumps(told))
