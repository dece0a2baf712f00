use bpiiot_primitives::{Hash, device::Registry, identity::alias};
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{AliasRecord, Aliases, Error, Event, mock::*};

// covers M80
#[test]
fn a_party_registers_and_removes_an_alias_under_its_own_account() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("bob");
		let name = alias(&[7; 32], 0, &account("bob"));
		assert_ok!(DeviceRegistry::register_alias(signed("bob"), name));
		assert_eq!(events(), [Event::AliasRegistered { party: account("bob"), alias: name }]);
		assert_eq!(deposited("bob"), before + ENTRY);
		let record = AliasRecord { registered_at: 1, deposit: ENTRY };
		assert_eq!(DeviceRegistry::alias(account("bob"), name), Some(record));
		assert!(<DeviceRegistry as Registry<_>>::has_alias(&account("bob"), &name));
		assert!(!<DeviceRegistry as Registry<_>>::has_alias(&account("tom"), &name));
		assert_noop!(DeviceRegistry::register_alias(signed("bob"), name), Error::<Test>::AliasExists);
		assert_noop!(DeviceRegistry::remove_alias(signed("tom"), name), Error::<Test>::AliasNotFound);
		assert_ok!(DeviceRegistry::remove_alias(signed("bob"), name));
		assert_eq!(events().pop(), Some(Event::AliasRemoved { party: account("bob"), alias: name }));
		assert_eq!((deposited("bob"), Aliases::<Test>::iter().count()), (before, 0));
	});
}

#[test]
fn only_participants_register_aliases() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		for name in ["carol", "robot"] {
			assert_noop!(DeviceRegistry::register_alias(signed(name), Hash::zero()), Error::<Test>::NotParticipant);
		}
		assert_noop!(DeviceRegistry::register_alias(RuntimeOrigin::none(), Hash::zero()), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::remove_alias(RuntimeOrigin::none(), Hash::zero()), BAD_ORIGIN);
	});
}

/// Who gains by cheating: one who copies an alias out of the pool, to take it or to pass for the party.
#[test]
fn a_copied_alias_neither_blocks_its_party_nor_opens_for_the_copyist() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let secret = [7; 32];
		let name = alias(&secret, 0, &account("bob"));
		assert_ok!(DeviceRegistry::register_alias(signed("tom"), name));
		assert_ok!(DeviceRegistry::register_alias(signed("bob"), name));
		// Even with the secret, it names bob.
		assert_ne!(alias(&secret, 0, &account("tom")), name);
	});
}

#[test]
fn a_list_of_aliases_comes_in_pages() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 0..7 {
			assert_ok!(DeviceRegistry::register_alias(signed("bob"), Hash::repeat_byte(number)));
		}
		let (mut all, mut after) = (Vec::new(), None);
		loop {
			let page = DeviceRegistry::aliases_of(account("bob"), after, 3);
			let Some(last) = page.last() else { break };
			after = Some(*last);
			all.extend(page);
		}
		all.sort();
		assert_eq!(all, (0..7).map(Hash::repeat_byte).collect::<Vec<_>>());
	});
}
