use bpiiot_primitives::Role;

use crate::mock::*;

// covers M57
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
