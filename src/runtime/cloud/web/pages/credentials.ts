import type { FastifyInstance } from 'fastify';
import { credentialFiles } from '../../../../common/credential-files.ts';
import { Attempts } from '../../accounts/attempts.ts';
import { makeCredentials } from '../../users/credentials.ts';
import { credentialsZip } from '../credentials-zip.ts';
import { attempt, formOf } from '../form.ts';
import { forMembers } from '../members.ts';
import type { Web } from '../parts.ts';

/** The tab "Credentials": the account, the certificate, the keys of the query interface (spec §5.5). */
export function credentials(app: FastifyInstance, web: Web): void {
	// a key costs the cloud a good part of a second
	const perUser = new Attempts({ most: 20, withinMs: 3_600_000, now: web.now });
	app.get(
		'/credentials',
		forMembers(web, (request, reply, { user, account: { person } }) => {
			const showsKeys = formOf(request.query)('keys') === 'show';
			const { userAccountText, certificateDownloadText, restCredentialsText } = web.settings;
			return web.show(request, reply, {
				name: 'credentials',
				title: 'Credentials',
				values: {
					...person,
					userAccountText,
					certificateDownloadText,
					restCredentialsText,
					ec2Url: web.ec2Url(),
					showsKeys,
					queryId: showsKeys ? user.queryId : '',
					secretKey: showsKeys ? user.secretKey : '',
				},
			});
		}),
	);
	app.post(
		'/credentials/certificate',
		forMembers(web, async (request, reply, { user }) => {
			const outcome = await attempt(async () => perUser.count(user.name));
			if ('problem' in outcome) {
				const { problem } = outcome;
				return await web.show(request, reply, { name: 'message', title: 'Certificate', problem, values: { text: '' } });
			}

			const { certificatePem, privateKeyPem } = await makeCredentials(web.store, user, web.now());
			const files = credentialFiles({
				userName: user.name,
				accessKey: user.queryId,
				secretKey: user.secretKey,
				certificatePem,
				privateKeyPem,
				cloudCertificatePem: web.cloudCertificate,
				ec2Url: web.ec2Url(),
			});
			const zip = await credentialsZip(Object.values(files), new Date(web.now()));
			return reply
				.type('application/zip')
				.header('content-disposition', `attachment; filename="euca2-${user.name}-x509.zip"`)
				.send(zip);
		}),
	);
}
