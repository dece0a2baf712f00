use bpiiot_primitives::Role;

use crate::mock::*;

#[test]
fn records_can_be_read() {
	ExtBuilder::default().with_device("alice", "robot", 5).with_device("alice", "press", 0).build_and_execute(|| {
		assert_eq!(DeviceRegistry::participant(account("alice")).map(|found| found.role), Some(Role::EquipmentOwner));
		assert_eq!(DeviceRegistry::participant(account("carol")), None);
		assert_eq!(DeviceRegistry::device(1).map(|found| found.profile), Some(profile("press")));
		assert_eq!(DeviceRegistry::device(2), None);
		assert_eq!(DeviceRegistry::device_by_account(account("press")).map(|found| found.0), Some(1));
		assert_eq!(DeviceRegistry::device_by_account(account("alice")), None);
		assert_eq!((DeviceRegistry::fee_quota(0), DeviceRegistry::fee_quota(1)), (5, 0));
	});
}

#[test]
fn a_list_comes_in_pages_without_gap_or_repetition() {
	let names = ["a", "b", "c", "d", "e"];
	let builder = names.iter().fold(ExtBuilder::default(), |builder, name| builder.with_device("alice", name, 0));
	builder.build_and_execute(|| {
		let (mut all, mut after) = (Vec::new(), None);
		loop {
			let page = DeviceRegistry::devices_of(account("alice"), after, 2);
			assert!(page.len() <= 2);
			let Some(last) = page.last() else { break };
			after = Some(*last);
			all.extend(page);
		}
		all.sort();
		assert_eq!(all, [0, 1, 2, 3, 4]);
		assert!(DeviceRegistry::devices_of(account("alice"), None, 0).is_empty());
		assert!(DeviceRegistry::devices_of(account("bob"), None, 10).is_empty());
	});
}

// covers M65
#[test]
fn what_is_not_there_is_not_found() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_identity("bob", "acme").build_and_execute(|| {
		assert_eq!(DeviceRegistry::identity(1), None);
		assert_eq!(DeviceRegistry::identity_by_handle(b"acne".to_vec()), None);
		assert_eq!(DeviceRegistry::identity_by_handle(vec![0xff; 1_000]), None);
		assert_eq!(DeviceRegistry::look_alike(b"acne".to_vec()), None);
		assert_eq!(DeviceRegistry::identity_by_account(account("alice")), None);
		assert_eq!(DeviceRegistry::shared_identity(account("alice")), None);
		assert_eq!(DeviceRegistry::shared_identity_at(account("bob"), 99), None);
		assert_eq!(DeviceRegistry::account_at(0, 0), None);
		assert_eq!((DeviceRegistry::key(0, 1), DeviceRegistry::keys_of(1, 0, 9).len()), (None, 0));
		assert_eq!(DeviceRegistry::keys_of(0, u32::MAX, u32::MAX).len(), 0);
		assert!(DeviceRegistry::accounts_of(1).is_empty());
		assert_eq!(
			(DeviceRegistry::operator(1), DeviceRegistry::loan(0), DeviceRegistry::offer(0)),
			(None, None, None)
		);
		assert_eq!((DeviceRegistry::inventory(0), DeviceRegistry::history_length(0)), (None, 0));
		assert_eq!(DeviceRegistry::sponsorship(account("bob")), None);
		assert!(DeviceRegistry::admitted(account("robot")) && !DeviceRegistry::admitted(account("carol")));
		assert!(DeviceRegistry::may_register(account("carol")) && !DeviceRegistry::may_register(account("robot")));
	});
}
