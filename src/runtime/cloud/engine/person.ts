/** Who somebody says to be (spec §5.5, sign-up). What was not asked, or not given, is ''. */
export interface Person {
	/** The login. */
	readonly userName: string;
	readonly realName: string;
	readonly email: string;
	readonly telephone: string;
	readonly projectLeader: string;
	readonly affiliation: string;
	readonly projectDescription: string;
}
