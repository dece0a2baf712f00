use bpiiot_primitives::{Role, device::Registry, identity::PublicKey};
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited, endow};
use crate::{AccountSpan, Accounts, Call, Error, Event, Identities, MAX_ACCOUNTS, Standing, Terms, mock::*};

fn change(old: &str, new: &str, sequence: u32) -> sp_runtime::DispatchResult {
	DeviceRegistry::change_account(signed(old), account(new), consent(0, sequence, old, new))
}

// covers M65, M78
#[test]
fn both_keys_agree_and_the_identity_moves_with_its_deposit() {
	ExtBuilder::default().with_identity("alice", "plant").build_and_execute(|| {
		let (alice, olga) = (deposited("alice"), deposited("olga"));
		let deposit = Identities::<Test>::get(0).expect("exists").deposit;
		go_to(5);
		assert_ok!(change("alice", "olga", 1));
		assert_eq!(deposited("alice"), alice - deposit);
		assert_eq!(deposited("olga"), olga + deposit + 2 * ENTRY);
		assert_eq!(events(), [Event::AccountChanged { identity: 0, old: account("alice"), new: account("olga") }]);
		assert_eq!(
			DeviceRegistry::accounts_of(0),
			[
				AccountSpan { account: account("alice"), from: 1, until: Some(5) },
				AccountSpan { account: account("olga"), from: 5, until: None },
			]
		);
		go_to(6);
		assert_eq!(DeviceRegistry::identity_by_handle(b"plant".to_vec()).expect("there").1.account, account("olga"));
		let at = |block| DeviceRegistry::account_at(0, block);
		assert_eq!(
			[at(0), at(1), at(4), at(5)].map(|found| found == Some(account("alice"))),
			[false, true, true, false]
		);
		assert_eq!(at(5), Some(account("olga")));
		// The keys go along; a record of before still resolves against the account of before, and only against it.
		let key = PublicKey::Signing(keys("alice", "0").pair.signing);
		let valid = |name: &str, block| DeviceRegistry::key_valid_at(account(name), key, block);
		assert_eq!(
			[valid("alice", 4), valid("alice", 5), valid("olga", 4), valid("olga", 5)],
			[true, false, false, true]
		);
		assert_eq!(DeviceRegistry::shared_identity(account("alice")), None);
		assert_eq!(DeviceRegistry::shared_identity(account("olga")).map(|found| found.fields()), Some(3));
	});
}

#[test]
fn only_the_account_itself_moves_its_identity_and_only_with_a_fresh_consent() {
	ExtBuilder::default().with_identity("alice", "plant").build_and_execute(|| {
		assert_noop!(change("bob", "olga", 1), Error::<Test>::NoIdentity);
		assert_noop!(change("carol", "olga", 1), Error::<Test>::NotParticipant);
		let refuse = |signature| {
			assert_noop!(
				DeviceRegistry::change_account(signed("alice"), account("olga"), signature),
				Error::<Test>::BadConsent
			);
		};
		// The old account's own, one for another number of accounts, one for another old account, one for another identity.
		refuse(consent(0, 1, "alice", "alice"));
		refuse(consent(0, 0, "alice", "olga"));
		refuse(consent(0, 2, "alice", "olga"));
		refuse(consent(0, 1, "bob", "olga"));
		refuse(consent(1, 1, "alice", "olga"));
		let signature = consent(0, 1, "alice", "olga");
		assert_noop!(DeviceRegistry::change_account(RuntimeOrigin::none(), account("olga"), signature), BAD_ORIGIN);
		assert_ok!(change("alice", "olga", 1));
		assert_noop!(change("alice", "olga", 2), Error::<Test>::Moved);
	});
}

#[test]
fn the_new_account_is_a_fresh_participant_of_the_same_role() {
	ExtBuilder::default().with_identity("alice", "plant").with_identity("bob", "acme").build_and_execute(|| {
		assert_noop!(change("alice", "carol", 1), Error::<Test>::NotParticipant);
		assert_noop!(change("alice", "tom", 1), Error::<Test>::RoleDiffers);
		assert_noop!(change("alice", "alice", 1), Error::<Test>::AccountUsed);
		assert_ok!(DeviceRegistry::register_participant(signed("carol"), Role::EquipmentOwner, text("carol")));
		assert_ok!(change("alice", "carol", 1));
		// An account that an identity has had does not come back, and takes no other.
		assert_noop!(change("carol", "alice", 2), Error::<Test>::Moved);
		assert_noop!(
			DeviceRegistry::register_identity(signed("alice"), handle("other"), keys("alice", "1")),
			Error::<Test>::Moved
		);
		// Nor does it come back as a newcomer, or a thief of its key would.
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		let register = || DeviceRegistry::register_participant(signed("alice"), Role::EquipmentOwner, text("alice"));
		assert_noop!(register(), Error::<Test>::Moved);
		assert_noop!(DeviceRegistry::admit(RuntimeOrigin::root(), account("alice")), Error::<Test>::Moved);
		assert_noop!(change("carol", "alice", 2), Error::<Test>::NotParticipant);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("olga")));
		assert_noop!(change("carol", "olga", 2), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("olga")));
		assert_ok!(Balances::transfer_keep_alive(signed("olga"), account("bob"), super::spendable("olga") - ENTRY));
		assert_noop!(change("carol", "olga", 2), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn an_identity_has_at_most_32_accounts() {
	ExtBuilder::default().with_identity("alice", "plant").build_and_execute(|| {
		let mut present = "alice".to_string();
		for index in 1..=MAX_ACCOUNTS {
			let next = format!("olga {index}");
			endow(&next, RICH);
			assert_ok!(DeviceRegistry::register_participant(signed(&next), Role::EquipmentOwner, text("o")));
			if index == MAX_ACCOUNTS {
				assert_noop!(change(&present, &next, index), Error::<Test>::TooManyAccounts);
			} else {
				assert_ok!(change(&present, &next, index));
				present = next;
			}
		}
		assert_eq!(Accounts::<Test>::iter_prefix(0).count() as u32, MAX_ACCOUNTS);
	});
}

/// Who gains by cheating: a thief of the old key, who would go on in the owner's name.
#[test]
fn the_former_account_settles_and_brings_its_devices_along_and_does_nothing_else() {
	ExtBuilder::default().with_device("alice", "robot", 500).with_identity("alice", "plant").build_and_execute(|| {
		assert_ok!(change("alice", "olga", 1));
		let role = |name: &str| <DeviceRegistry as Registry<_>>::role(&account(name));
		assert_eq!((role("alice"), role("olga")), (None, Some(Role::EquipmentOwner)));
		assert_eq!(<DeviceRegistry as Registry<_>>::successor_of(&account("alice")), Some(account("olga")));
		assert_eq!(DeviceRegistry::standing(&account("alice")), Standing::Leaving);
		assert_eq!(DeviceRegistry::standing(&account("robot")), Standing::Admitted, "the machine goes on");
		assert_noop!(
			DeviceRegistry::register_device(
				signed("alice"),
				account("saw"),
				claim("saw", &account("alice")),
				profile("x")
			),
			Error::<Test>::Moved
		);
		let offer = |to: &str, terms| DeviceRegistry::offer_device(signed("alice"), 0, account(to), terms);
		assert_ok!(DeviceRegistry::register_participant(signed("carol"), Role::EquipmentOwner, text("carol")));
		assert_noop!(offer("carol", Terms::Transfer), Error::<Test>::Moved);
		assert_noop!(offer("olga", Terms::Loan { until: 9 }), Error::<Test>::Moved);
		assert_ok!(offer("olga", Terms::Transfer));
		// The old key cannot undo it.
		assert_noop!(DeviceRegistry::withdraw_offer(signed("alice"), 0), Error::<Test>::Moved);
		assert_noop!(DeviceRegistry::remove_device(signed("alice"), 0), Error::<Test>::Moved);
		assert_ok!(DeviceRegistry::accept_device(signed("olga"), 0, claim("robot", &account("olga"))));
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		assert_eq!(deposited("alice"), 0);
		assert_ok!(DeviceRegistry::retire_identity(signed("olga")));
		assert_eq!(<DeviceRegistry as Registry<_>>::successor_of(&account("alice")), None);
	});
}

/// Who gains by cheating: whoever has the old key offers nothing, or to an accomplice. The new account takes what is its own.
#[test]
fn the_new_account_takes_the_devices_without_the_old_keys_help() {
	let builder = ExtBuilder::default().with_device("alice", "robot", 500).with_device("alice", "press", 0);
	builder.with_identity("alice", "plant").build_and_execute(|| {
		assert_ok!(DeviceRegistry::register_participant(signed("carol"), Role::EquipmentOwner, text("carol")));
		let take = |name: &str, machine: &str, id| {
			DeviceRegistry::accept_device(signed(name), id, claim(machine, &account(name)))
		};
		assert_noop!(take("olga", "robot", 0), Error::<Test>::NotOffered);
		// What has been offered before the move is not accepted after it.
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("carol"), Terms::Transfer));
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 1, account("tom"), Terms::Loan { until: 50 }));
		assert_ok!(change("alice", "olga", 1));
		assert_noop!(take("carol", "robot", 0), Error::<Test>::Moved);
		assert_noop!(DeviceRegistry::accept_loan(signed("tom"), 1), Error::<Test>::Moved);
		assert_noop!(take("alice", "robot", 0), Error::<Test>::NotOffered);
		// The machine agrees, and nobody relies on its owner any more.
		assert_noop!(
			DeviceRegistry::accept_device(signed("olga"), 0, claim("press", &account("olga"))),
			Error::<Test>::BadClaim
		);
		Busy::mutate(|busy| busy.insert(0));
		assert_noop!(take("olga", "robot", 0), Error::<Test>::InUse);
		Busy::mutate(|busy| busy.remove(&0));
		assert_ok!(take("olga", "robot", 0));
		assert_ok!(take("olga", "press", 1));
		assert_eq!((DeviceRegistry::offer(0), DeviceRegistry::offer(1)), (None, None));
		assert_eq!(DeviceRegistry::devices_of(account("alice"), None, 9).len(), 0);
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		assert_eq!(deposited("alice"), 0);
	});
}

/// A machine follows the account to which its owner has moved, also when that one is expelled.
#[test]
fn a_machine_stops_with_its_owners_new_account() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_identity("alice", "plant").build_and_execute(|| {
		assert_ok!(change("alice", "olga", 1));
		let standing = || DeviceRegistry::standing(&account("robot"));
		let report = || DeviceRegistry::set_status(signed("robot"), 0, Default::default(), None);
		assert_eq!(standing(), Standing::Admitted);
		assert_ok!(report());
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("olga")));
		assert_eq!(standing(), Standing::Outsider);
		assert_noop!(report(), Error::<Test>::NotParticipant);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("olga")));
		assert_ok!(DeviceRegistry::retire_identity(signed("olga")));
		assert_eq!(standing(), Standing::Outsider, "nobody is there who could take it over");
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
	});
}

/// Who gains by cheating: a thief of the old key, or one who has been expelled, behind a proxy, where the transaction's check
/// sees another signer.
#[test]
fn each_call_checks_itself_who_sends_it() {
	use frame_support::traits::UnfilteredDispatchable;
	let builder = ExtBuilder::default().with_device("alice", "robot", 0).with_identity("alice", "plant");
	builder.with_identity("bob", "acme").build_and_execute(|| {
		assert_ok!(DeviceRegistry::add_keys(signed("alice"), keys("alice", "1")));
		assert_ok!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "1")));
		let calls: [Call<Test>; 5] = [
			Call::replace_account { device: 0, account: account("saw"), claim: claim("saw", &account("alice")) },
			Call::update_device { device: 0, profile: profile("x") },
			Call::fund_fees { device: 0, amount: 1 },
			Call::set_status { device: 0, status: Default::default(), firmware: None },
			Call::set_inventory { device: 0, items: Default::default() },
		];
		let refused = |error: Error<Test>| {
			for call in &calls {
				let done = call.clone().dispatch_bypass_filter(signed("alice"));
				assert_eq!(done.map_err(|failed| failed.error).err(), Some(error_of(&error)), "{call:?}");
			}
		};
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("alice")));
		refused(Error::Expelled);
		assert_noop!(DeviceRegistry::retire_keys(signed("alice"), 0), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("alice")));
		assert_ok!(change("alice", "olga", 1));
		refused(Error::Moved);
		assert_noop!(DeviceRegistry::retire_keys(signed("alice"), 0), Error::<Test>::Moved);
		assert_ok!(DeviceRegistry::retire_keys(signed("olga"), 0));
	});

	fn error_of(error: &Error<Test>) -> sp_runtime::DispatchError {
		match error {
			Error::Expelled => Error::<Test>::Expelled.into(),
			_ => Error::<Test>::Moved.into(),
		}
	}
}
