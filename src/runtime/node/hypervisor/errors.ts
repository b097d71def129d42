import { errorCatalogue } from '../../../common/errors.ts';

export const hypervisorErrors = errorCatalogue({
	LIBVIRT_SILENT: {
		text: 'libvirt at {uri} does not answer: {problem}',
		who: 'operator',
		next: 'start libvirtd (for Xen also xenstored), then look at its log',
	},
	LIBVIRT_ANSWER: { text: 'libvirt at {uri} answered {command} with {answer}', who: 'us' },
	DOMAIN_NOT_CREATED: {
		text: 'the domain of instance {id} cannot be started: {problem}',
		who: 'operator',
		next: 'see the log of the hypervisor and nc.log',
	},
	HYPERVISOR_UNSET: {
		text: 'HYPERVISOR is not configured on node {node}',
		who: 'operator',
		next: 'set HYPERVISOR in eucalyptus.conf to xen, kvm or qemu',
	},
});
