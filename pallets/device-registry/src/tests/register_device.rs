use bpiiot_primitives::{Claim, Hash, Role, Signature, claim_payload, device::Registry};
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;

use crate::{Device, DeviceOf, DeviceStatus, Devices, DevicesOf, Error, Event, NextDevice, Part, mock::*};

fn register(owner: &str, name: &str, claim: Claim<Signature, u64>) -> sp_runtime::DispatchResult {
	DeviceRegistry::register_device(signed(owner), account(name), claim, profile(name))
}

// covers M57
#[test]
fn the_record_holds_type_details_date_and_parts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register("alice", "robot", claim("robot", &account("alice"))));
		let device = Device {
			owner: account("alice"),
			account: account("robot"),
			profile: profile("robot"),
			status: DeviceStatus::Operating,
			firmware: None,
			registered_at: 1,
			deposit: DeviceRegistry::device_deposit(&profile("robot")),
		};
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
		let signed = |payload: &[u8]| Claim { until: 9, signature: pair("robot").sign(payload).into() };
		refuse("alice", signed(&claim_payload(Hash::zero(), &account("alice"), 9u64)));
		refuse("alice", signed(&claim_payload(GENESIS, &account("alice"), 8u64)));
		refuse("alice", signed(b""));
		assert_ok!(register("carol", "robot", claim("robot", &account("carol"))));
	});
}

/// Who gains by cheating: a former owner who has kept what the machine has signed, and registers it when somebody else has
/// bought it and given it a new key.
#[test]
fn an_old_claim_is_good_for_nothing() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", 0).build_and_execute(|| {
		let kept = claim_until("robot", &account("alice"), 20);
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), crate::Terms::Transfer));
		assert_ok!(DeviceRegistry::accept_device(signed("olga"), 0, claim("robot", &account("olga"))));
		let new = claim("new robot", &account("olga"));
		assert_ok!(DeviceRegistry::replace_account(signed("olga"), 0, account("new robot"), new));
		go_to(21);
		assert_noop!(register("alice", "robot", kept.clone()), Error::<Test>::BadClaimEnd);
		assert_noop!(
			DeviceRegistry::replace_account(signed("alice"), 1, account("robot"), kept),
			Error::<Test>::BadClaimEnd
		);
		// Nor can one keep a claim for longer than a day.
		let long = claim_until("robot", &account("alice"), 21 + MAX_CLAIM + 1);
		assert_noop!(register("alice", "robot", long), Error::<Test>::BadClaimEnd);
		assert_ok!(register("alice", "robot", claim_until("robot", &account("alice"), 21)));
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

/// A part with nothing in it but its place in the tree.
fn part(position: u8, parent: Option<u8>) -> Part {
	Part { number: b"p".to_vec().try_into().expect("short"), position, quantity: 1, parent }
}

fn with_parts(parts: Vec<Part>) -> sp_runtime::DispatchResult {
	let mut profile = profile("robot");
	profile.parts = parts.try_into().expect("few");
	let claim = claim("robot", &account("alice"));
	DeviceRegistry::register_device(signed("alice"), account("robot"), claim, profile)
}

// covers M57
#[test]
fn parts_are_a_tree_of_eight_levels() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(with_parts(vec![part(0, Some(0))]), Error::<Test>::BadParent);
		assert_noop!(with_parts(vec![part(0, Some(1)), part(1, None)]), Error::<Test>::BadParent);
		assert_noop!(with_parts(vec![part(0, Some(255))]), Error::<Test>::BadParent);
		let chain = |length: u8| (0..length).map(|place| part(0, place.checked_sub(1))).collect();
		assert_noop!(with_parts(chain(9)), Error::<Test>::TooDeep);
		assert_ok!(with_parts(chain(8)));
	});
}

#[test]
fn a_part_is_listed_once_at_its_place() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(with_parts(vec![part(1, None), part(1, None)]), Error::<Test>::DuplicatePart);
		assert_ok!(with_parts(vec![part(1, None), part(2, None), part(1, Some(0)), part(1, Some(1))]));
	});
}

#[test]
fn texts_are_utf8() {
	ExtBuilder::default().build_and_execute(|| {
		let mut wrong = profile("robot");
		wrong.kind = vec![0xff].try_into().expect("short");
		let register = |profile| {
			let claim = claim("robot", &account("alice"));
			DeviceRegistry::register_device(signed("alice"), account("robot"), claim, profile)
		};
		assert_noop!(register(wrong), Error::<Test>::NotText);
		for kind in ["", " ", "pump\u{200b}", "pump\u{202e}"] {
			assert_noop!(register(profile(kind)), Error::<Test>::BadName);
		}
		let mut wrong = profile("robot");
		wrong.details = vec![b'a', 0xc3].try_into().expect("short");
		assert_noop!(register(wrong), Error::<Test>::NotText);
	});
}

#[test]
fn an_expelled_owner_registers_no_devices() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("alice")));
		assert_noop!(register("alice", "robot", claim("robot", &account("alice"))), Error::<Test>::Expelled);
	});
}

#[test]
fn a_thousand_devices_cost_more_than_a_block_pays() {
	ExtBuilder::default().build_and_execute(|| {
		// A block reward is 10 BPI. Whoever earns it can store 24 of these records with it, and not a thousand.
		let deposit = DeviceRegistry::device_deposit(&profile("robot"));
		assert!(deposit * 24 > 10 * bpiiot_primitives::BPI, "{deposit}");
	});
}

#[test]
fn numbers_do_not_wrap_around() {
	ExtBuilder::default().build_and_execute(|| {
		NextDevice::<Test>::put(u32::MAX);
		assert_noop!(register("alice", "robot", claim("robot", &account("alice"))), Error::<Test>::NumbersExhausted);
	});
}
