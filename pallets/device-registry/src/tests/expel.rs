use bpiiot_primitives::{Role, device::Registry};
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, deposited, spendable, staked};
use crate::{AdmissionPolicy, Error, Event, Participants, Sponsorships, Standing, mock::*};

fn expel(name: &str) -> sp_runtime::DispatchResult {
	DeviceRegistry::expel(RuntimeOrigin::root(), account(name))
}

// covers M13, M66
#[test]
fn the_expelled_and_their_devices_take_no_part_until_they_are_taken_back() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let admitted = |name: &str| <DeviceRegistry as Registry<_>>::is_admitted(&account(name));
		assert!(admitted("alice") && admitted("robot"));
		assert_ok!(expel("alice"));
		assert_eq!(events(), [Event::Expelled { who: account("alice") }]);
		assert!(!admitted("alice") && !admitted("robot") && admitted("bob"));
		assert_eq!(<DeviceRegistry as Registry<_>>::role(&account("alice")), None);
		assert_eq!(<DeviceRegistry as Registry<_>>::owner_of(0), Some(account("alice")));
		assert_eq!(DeviceRegistry::standing(&account("alice")), Standing::Leaving);
		assert_eq!(DeviceRegistry::standing(&account("robot")), Standing::Outsider);
		assert_noop!(expel("alice"), Error::<Test>::Expelled);

		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("alice")));
		assert_eq!(events().pop(), Some(Event::Readmitted { who: account("alice") }));
		assert!(admitted("alice") && admitted("robot"));
		assert_eq!(<DeviceRegistry as Registry<_>>::role(&account("alice")), Some(Role::EquipmentOwner));
	});
}

#[test]
fn only_the_committee_expels_and_takes_back() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["alice", "bob", "carol"] {
			assert_noop!(DeviceRegistry::expel(signed(name), account("bob")), BAD_ORIGIN);
			assert_noop!(DeviceRegistry::readmit(signed(name), account("bob")), BAD_ORIGIN);
		}
		assert_noop!(expel("carol"), Error::<Test>::NotParticipant);
		let readmit = |name: &str| DeviceRegistry::readmit(RuntimeOrigin::root(), account(name));
		assert_noop!(readmit("carol"), Error::<Test>::NotExpelled);
		assert_noop!(readmit("bob"), Error::<Test>::NotExpelled);
	});
}

/// Who gains by cheating: a committee that would expel newcomers for their sponsors' money. It is burned.
#[test]
fn the_stake_is_burned_within_the_probation_and_safe_after_it() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		for newcomer in ["carol", "dora"] {
			assert_ok!(DeviceRegistry::sponsor(signed("alice"), account(newcomer)));
			super::endow(newcomer, RICH);
			assert_ok!(DeviceRegistry::register_participant(signed(newcomer), Role::ThirdParty, text(newcomer)));
		}
		let (issuance, before) = (pallet_balances::TotalIssuance::<Test>::get(), deposited("alice"));
		System::reset_events();
		go_to(PROBATION);
		assert_ok!(expel("carol"));
		let burned = Event::StakeBurned { newcomer: account("carol"), sponsor: account("alice"), amount: STAKE };
		assert_eq!(events(), [burned, Event::Expelled { who: account("carol") }]);
		assert_eq!(pallet_balances::TotalIssuance::<Test>::get(), issuance - STAKE);
		assert_eq!((staked("alice"), deposited("alice")), (STAKE, before - 2 * super::ENTRY));
		assert!(!Sponsorships::<Test>::contains_key(account("carol")));

		go_to(PROBATION + 1);
		assert_ok!(expel("dora"));
		assert_eq!(staked("alice"), STAKE);
		assert_ok!(DeviceRegistry::end_sponsorship(signed("alice"), account("dora")));
		assert_eq!((staked("alice"), spendable("alice") + deposited("alice")), (0, RICH - STAKE));
	});
}

#[test]
fn the_expelled_settle_what_is_open_and_go() {
	let builder = ExtBuilder::default().with_device("alice", "robot", 500).with_identity("alice", "acme");
	builder.build_and_execute(|| {
		assert_ok!(expel("alice"));
		assert_noop!(
			DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), crate::Terms::Transfer),
			Error::<Test>::Expelled
		);
		assert_noop!(DeviceRegistry::add_keys(signed("alice"), keys("alice", "1")), Error::<Test>::Expelled);
		assert_noop!(DeviceRegistry::register_alias(signed("alice"), GENESIS), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::withdraw_fees(signed("alice"), 0, 200));
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_ok!(DeviceRegistry::retire_identity(signed("alice")));
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		go_to(1 + RETENTION);
		assert_ok!(DeviceRegistry::remove_identity(signed("alice"), 0));
		assert_eq!(spendable("alice"), RICH);
		assert!(!Participants::<Test>::contains_key(account("alice")));
	});
}

/// Who gains by cheating: one who has been expelled, and leaves to come back as a newcomer.
// covers M66
#[test]
fn the_expelled_do_not_come_back_under_another_record() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		let register = || DeviceRegistry::register_participant(signed("bob"), Role::ThirdParty, text("bob"));
		let root = RuntimeOrigin::root;
		assert_ok!(expel("bob"));
		assert_ok!(DeviceRegistry::leave(signed("bob")));
		assert_ok!(DeviceRegistry::set_policy(root(), AdmissionPolicy::Open));
		assert_noop!(register(), Error::<Test>::Expelled);
		assert!(!DeviceRegistry::may_register(account("bob")));
		assert_noop!(DeviceRegistry::admit(root(), account("bob")), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::set_policy(root(), AdmissionPolicy::BySponsor));
		assert_noop!(DeviceRegistry::sponsor(signed("alice"), account("bob")), Error::<Test>::Expelled);
		assert_noop!(expel("bob"), Error::<Test>::Expelled);

		assert_ok!(DeviceRegistry::readmit(root(), account("bob")));
		assert_ok!(DeviceRegistry::set_policy(root(), AdmissionPolicy::Open));
		assert_ok!(register());
		assert_eq!(<DeviceRegistry as Registry<_>>::role(&account("bob")), Some(Role::ThirdParty));
	});
}

/// One who has left on probation is expelled for good, too.
#[test]
fn a_newcomer_who_has_left_is_kept_out() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("carol")));
		assert_ok!(DeviceRegistry::register_participant(signed("carol"), Role::ThirdParty, text("carol")));
		assert_ok!(DeviceRegistry::leave(signed("carol")));
		assert_ok!(expel("carol"));
		assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), AdmissionPolicy::Open));
		assert_noop!(
			DeviceRegistry::register_participant(signed("carol"), Role::ThirdParty, text("carol")),
			Error::<Test>::Expelled
		);
	});
}
