/** The one region of a cloud, as every interface names it (spec/ec2-api §1.1). */
export const REGION = 'Eucalyptus';
