export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance {
	readonly id: string;
	readonly reservationId: string;
	readonly owner: string;
	readonly state: InstanceState;
	/** Why it left `running`, in words; undefined while all is well. */
	readonly reason: string | undefined;
	readonly imageId: string;
	readonly kernelId: string;
	readonly ramdiskId: string | undefined;
	readonly keyName: string | undefined;
	readonly type: string;
	readonly zone: string;
	readonly groups: readonly InstanceGroup[];
	readonly launchIndex: number;
	readonly launchTime: number;
	readonly architecture: string;
	/** Dotted quad, `0.0.0.0` while unknown. */
	readonly privateAddress: string;
	readonly publicAddress: string;
	readonly clientToken: string | undefined;
	/** The decoded bytes. */
	readonly userData: Buffer | undefined;
	/** As the image had them when it started. */
	readonly productCodes: readonly string[];
	readonly settings: InstanceSettings;
}

/** A security group as the instance knows it from its start. */
export interface InstanceGroup {
	readonly id: string;
	readonly name: string;
}

/** What a user may set of an instance, at the start and later. */
export interface InstanceSettings {
	readonly protectedFromTermination: boolean;
	readonly protectedFromStop: boolean;
	readonly metadata: MetadataSettings;
}

/** How the metadata service treats an instance. */
export interface MetadataSettings {
	readonly enabled: boolean;
	/** Requests without a token are refused. */
	readonly tokensRequired: boolean;
	/** Kept and told; the answers' life is not shortened. */
	readonly hopLimit: number;
	readonly tellsTags: boolean;
}

export const DEFAULT_INSTANCE_SETTINGS: InstanceSettings = {
	protectedFromTermination: false,
	protectedFromStop: false,
	metadata: { enabled: true, tokensRequired: false, hopLimit: 1, tellsTags: false },
};
