use bpiiot_primitives::{Hash, Role, Signature, claim_payload, device::Registry};
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;

use crate::{Device, DeviceOf, Devices, DevicesOf, Error, Event, NextDevice, mock::*};

fn register(owner: &str, name: &str, claim: Signature) -> sp_runtime::DispatchResult {
	DeviceRegistry::register_device(signed(owner), account(name), claim, profile(name))
}

// covers M57, M85
#[test]
fn the_record_holds_type_details_date_and_parts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register("alice", "robot", claim("robot", &account("alice"))));
		let device =
			Device { owner: account("alice"), account: account("robot"), profile: profile("robot"), registered_at: 1 };
		assert_eq!(Devices::<Test>::get(0), Some(device));
		assert_eq!(DeviceOf::<Test>::get(account("robot")), Some(0));
		assert!(DevicesOf::<Test>::contains_key(account("alice"), 0));
		assert_eq!(NextDevice::<Test>::get(), 1);
		assert_eq!(
			events(),
			[Event::DeviceRegistered { device: 0, owner: account("alice"), account: account("robot") }]
		);
		assert_eq!(<DeviceRegistry as Registry<_>>::device_of(&account("robot")), Some(0));
		assert_eq!(<DeviceRegistry as Registry<_>>::owner_of(0), Some(account("alice")));
		// The device exists without a balance, so that it can sign.
		assert!(System::account_exists(&account("robot")));
		assert_eq!(super::free("robot"), 0);
	});
}

#[test]
fn only_an_equipment_owner_registers_devices() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register("carol", "robot", claim("robot", &account("carol"))), Error::<Test>::NotParticipant);
		assert_noop!(register("bob", "robot", claim("robot", &account("bob"))), Error::<Test>::NotEquipmentOwner);
		assert_noop!(
			DeviceRegistry::register_device(
				RuntimeOrigin::none(),
				account("robot"),
				claim("robot", &account("alice")),
				profile("robot")
			),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_claim_is_of_this_key_for_this_owner_on_this_chain() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(DeviceRegistry::register_participant(signed("carol"), Role::EquipmentOwner, text("carol")));
		let refuse = |owner, claim| {
			assert_noop!(register(owner, "robot", claim), Error::<Test>::BadClaim);
		};
		// Somebody else's key, somebody else's owner, another chain, and no payload at all.
		refuse("alice", claim("other", &account("alice")));
		refuse("carol", claim("robot", &account("alice")));
		refuse("alice", pair("robot").sign(&claim_payload(Hash::zero(), &account("alice"))).into());
		refuse("alice", pair("robot").sign(b"").into());
		assert_ok!(register("carol", "robot", claim("robot", &account("carol"))));
	});
}

#[test]
fn an_account_is_taken_once() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_noop!(register("alice", "robot", claim("robot", &account("alice"))), Error::<Test>::AccountTaken);
		assert_noop!(register("alice", "bob", claim("bob", &account("alice"))), Error::<Test>::AccountTaken);
		assert_noop!(register("alice", "alice", claim("alice", &account("alice"))), Error::<Test>::AccountTaken);
	});
}

#[test]
fn parts_have_a_quantity() {
	ExtBuilder::default().build_and_execute(|| {
		let mut wrong = profile("robot");
		wrong.parts.iter_mut().for_each(|part| part.quantity = 0);
		assert_noop!(
			DeviceRegistry::register_device(
				signed("alice"),
				account("robot"),
				claim("robot", &account("alice")),
				wrong
			),
			Error::<Test>::ZeroQuantity
		);
	});
}

#[test]
fn numbers_do_not_wrap_around() {
	ExtBuilder::default().build_and_execute(|| {
		NextDevice::<Test>::put(u32::MAX);
		assert_noop!(register("alice", "robot", claim("robot", &account("alice"))), Error::<Test>::NumbersExhausted);
	});
}
