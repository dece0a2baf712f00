use bpiiot_primitives::{Role, device::Registry};
use sp_runtime::BuildStorage;

use crate::{AdmissionPolicy, GenesisConfig, mock::*};

fn chain(policy: Option<AdmissionPolicy>, participants: &[(&str, &str)]) -> sp_io::TestExternalities {
	let participants = participants
		.iter()
		.map(|(account_name, name)| (account(account_name), Role::ServiceProvider, (*name).into()))
		.collect();
	GenesisConfig::<Test> { policy, participants }.build_storage().expect("valid").into()
}

// covers M66
#[test]
fn a_closed_network_starts_with_somebody_in_it() {
	chain(Some(AdmissionPolicy::ByCommittee), &[("alice", "Plant"), ("bob", "Service")]).execute_with(|| {
		assert_eq!(DeviceRegistry::policy(), AdmissionPolicy::ByCommittee);
		assert_eq!(<DeviceRegistry as Registry<_>>::role(&account("bob")), Some(Role::ServiceProvider));
		assert_eq!(DeviceRegistry::participant(account("alice")).map(|found| found.deposit), Some(0));
		assert_sound();
	});
	chain(None, &[]).execute_with(|| assert_eq!(DeviceRegistry::policy(), AdmissionPolicy::Open));
}

#[test]
#[should_panic(expected = "cannot be registered")]
fn a_participant_cannot_be_listed_twice() {
	chain(None, &[("alice", "Plant"), ("alice", "Again")]);
}
