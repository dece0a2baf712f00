use bpiiot_primitives::{BPI, MILLI_BPI, Role, device::Registry};
use frame_support::{assert_noop, assert_ok};

use super::{deposited, endow, spendable};
use crate::{Error, Event, Participant, Participants, RetiredNonce, mock::*};

#[test]
fn each_role_can_be_taken() {
	ExtBuilder::default().build_and_execute(|| {
		for (name, role) in
			[("dora", Role::EquipmentOwner), ("emil", Role::ServiceProvider), ("fred", Role::ThirdParty)]
		{
			endow(name, BPI);
			System::reset_events();
			assert_ok!(DeviceRegistry::register_participant(signed(name), role, text(name)));
			let deposit = BPI / 10 + 4 * MILLI_BPI;
			assert_eq!((deposited(name), spendable(name)), (deposit, BPI - deposit));
			let expected =
				Participant { role, name: text(name), registered_at: 1, expelled: false, moved: false, deposit };
			assert_eq!(Participants::<Test>::get(account(name)), Some(expected));
			assert_eq!(<DeviceRegistry as Registry<_>>::role(&account(name)), Some(role));
			assert_eq!(events(), [Event::ParticipantRegistered { who: account(name), role }]);
		}
	});
}

#[test]
fn a_role_is_for_good() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			DeviceRegistry::register_participant(signed("alice"), Role::ServiceProvider, text("alice")),
			Error::<Test>::AlreadyExists
		);
	});
}

#[test]
fn a_device_cannot_become_a_participant() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_noop!(
			DeviceRegistry::register_participant(signed("robot"), Role::ThirdParty, text("robot")),
			Error::<Test>::AccountTaken
		);
	});
}

#[test]
fn the_deposit_is_there_and_the_name_is_text() {
	ExtBuilder::default().build_and_execute(|| {
		let register = |name: crate::Name| DeviceRegistry::register_participant(signed("dora"), Role::ThirdParty, name);
		assert_noop!(register(text("dora")), Error::<Test>::InsufficientFunds);
		endow("dora", BPI / 10 + 4 * MILLI_BPI + ED - 1);
		assert_noop!(register(text("dora")), Error::<Test>::InsufficientFunds);
		endow("dora", 1);
		assert_noop!(register(vec![0xf0, 0x9f].try_into().expect("short")), Error::<Test>::NotText);
		assert_ok!(register(text("dora")));
		assert_eq!(spendable("dora"), ED);
	});
}

/// Who gains by cheating: one whose name looks like another's, or like nothing.
#[test]
fn a_name_can_be_seen() {
	ExtBuilder::default().build_and_execute(|| {
		let register = |name: &str| DeviceRegistry::register_participant(signed("carol"), Role::ThirdParty, text(name));
		for name in [
			"",
			"   ",
			"\u{3000}",
			"Plant\n1",
			"Plant\0",
			"Pl\u{ad}ant",
			"Plant\u{200b}",
			"\u{200d}Plant",
			"Pl\u{feff}ant",
			"\u{202e}tnalP",
			"\u{2066}Plant",
			"Plant\u{e0041}",
			"\u{3164}",
			"\u{2800}",
			"Plant\u{fe0f}",
			"\u{85}",
		] {
			assert_noop!(register(name), Error::<Test>::BadName);
		}
		assert_ok!(register("Zahnräder Müller & Söhne – Werk 2 工場"));
	});
}

#[test]
fn a_name_one_byte_too_long_is_no_call() {
	use codec::{Decode, Encode};
	assert!(crate::Name::decode(&mut vec![b'x'; 64].encode().as_slice()).is_ok());
	assert!(crate::Name::decode(&mut vec![b'x'; 65].encode().as_slice()).is_err());
}

#[test]
fn a_former_device_goes_on_with_its_nonce() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		System::inc_account_nonce(account("robot"));
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		endow("robot", BPI);
		assert_ok!(DeviceRegistry::register_participant(signed("robot"), Role::ThirdParty, text("r")));
		assert_eq!(System::account_nonce(account("robot")), 1);
		assert!(!RetiredNonce::<Test>::contains_key(account("robot")));
	});
}

#[test]
fn nobody_is_registered_without_a_signature() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			DeviceRegistry::register_participant(RuntimeOrigin::none(), Role::ThirdParty, text("x")),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_trait_registers_with_the_same_checks() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(<DeviceRegistry as Registry<_>>::register(&account("dora"), Role::ThirdParty, b"dora"));
		assert_noop!(
			<DeviceRegistry as Registry<_>>::register(&account("dora"), Role::ThirdParty, b"dora"),
			Error::<Test>::AlreadyExists
		);
		assert!(<DeviceRegistry as Registry<_>>::register(&account("emil"), Role::ThirdParty, &[b'x'; 65]).is_err());
		assert_eq!(<DeviceRegistry as Registry<_>>::role(&account("emil")), None);
	});
}
