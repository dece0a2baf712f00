use bpiiot_primitives::Role;
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited, spendable, staked};
use crate::{AdmissionPolicy, Error, Event, Sponsorship, Sponsorships, mock::*};

fn register(name: &str) -> sp_runtime::DispatchResult {
	DeviceRegistry::register_participant(signed(name), Role::ThirdParty, text(name))
}

// covers M66
#[test]
fn who_answers_for_a_newcomer_puts_a_stake_at_risk_until_the_probation_is_over() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		let before = (deposited("alice"), spendable("alice"));
		assert_noop!(register("carol"), Error::<Test>::NotAdmitted);
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("carol")));
		assert_eq!((staked("alice"), deposited("alice")), (STAKE, before.0 + 2 * ENTRY));
		assert_eq!(
			events(),
			[Event::Sponsored { newcomer: account("carol"), sponsor: account("alice"), stake: STAKE }]
		);
		go_to(7);
		assert_ok!(register("carol"));
		let until = Some(7 + PROBATION);
		let expected = Sponsorship { sponsor: account("alice"), stake: STAKE, until, deposit: 2 * ENTRY };
		assert_eq!(DeviceRegistry::sponsorship(account("carol")), Some(expected));
		assert_eq!(DeviceRegistry::sponsored_by(account("alice"), None, 10), [account("carol")]);

		let end = |name: &str| DeviceRegistry::end_sponsorship(signed(name), account("carol"));
		go_to(6 + PROBATION);
		assert_noop!(end("alice"), Error::<Test>::OnProbation);
		go_to(7 + PROBATION);
		assert_noop!(end("bob"), Error::<Test>::NotAuthorized);
		assert_noop!(end("carol"), Error::<Test>::NotAuthorized);
		assert_ok!(end("alice"));
		assert_eq!((deposited("alice"), spendable("alice"), staked("alice")), (before.0, before.1, 0));
		assert_eq!(
			events().pop(),
			Some(Event::SponsorshipEnded { newcomer: account("carol"), sponsor: account("alice"), stake: STAKE })
		);
		assert_noop!(end("alice"), Error::<Test>::NotSponsored);
	});
}

/// Who gains by cheating: a sponsor whose false newcomer leaves before it is found out.
#[test]
fn a_newcomer_who_leaves_does_not_free_the_stake() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("carol")));
		assert_ok!(register("carol"));
		assert_ok!(DeviceRegistry::leave(signed("carol")));
		assert_noop!(DeviceRegistry::end_sponsorship(signed("alice"), account("carol")), Error::<Test>::OnProbation);
		assert_noop!(register("carol"), Error::<Test>::NotAdmitted);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("carol")));
		assert_eq!(staked("alice"), 0);
		assert_eq!(spendable("alice") + deposited("alice"), RICH - STAKE);
	});
}

/// Who gains by cheating: a sponsor who keeps others from answering for somebody.
#[test]
fn a_sponsorship_that_is_over_makes_room_for_another() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		let (before, staked_before) = (deposited("alice"), staked("alice"));
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("carol")));
		let again = || DeviceRegistry::sponsor(signed("bob"), account("carol"));
		assert_noop!(again(), Error::<Test>::AlreadySponsored);
		assert_ok!(register("carol"));
		assert_ok!(DeviceRegistry::leave(signed("carol")));
		go_to(PROBATION);
		assert_noop!(again(), Error::<Test>::AlreadySponsored);
		go_to(1 + PROBATION);
		System::reset_events();
		assert_ok!(again());
		let (newcomer, stake) = (account("carol"), STAKE);
		assert_eq!(
			events(),
			[
				Event::SponsorshipEnded { newcomer: newcomer.clone(), sponsor: account("alice"), stake },
				Event::Sponsored { newcomer, sponsor: account("bob"), stake },
			]
		);
		assert_eq!((deposited("alice"), staked("alice"), staked("bob")), (before, staked_before, STAKE));
		assert_ok!(register("carol"));
	});
}

#[test]
fn a_stake_for_one_who_does_not_come_is_free() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("carol")));
		assert_ok!(DeviceRegistry::end_sponsorship(signed("alice"), account("carol")));
		assert_eq!(staked("alice"), 0);
		assert_noop!(register("carol"), Error::<Test>::NotAdmitted);
	});
}

#[test]
fn only_participants_answer_and_only_for_newcomers_without_a_sponsor() {
	let builder = ExtBuilder::default().with_device("alice", "robot", 0).with_policy(AdmissionPolicy::BySponsor);
	builder.build_and_execute(|| {
		let sponsor = |name: &str, newcomer: &str| DeviceRegistry::sponsor(signed(name), account(newcomer));
		assert_noop!(sponsor("carol", "dora"), Error::<Test>::NotParticipant);
		assert_noop!(sponsor("robot", "dora"), Error::<Test>::NotParticipant);
		assert_noop!(sponsor("alice", "alice"), Error::<Test>::AlreadyExists);
		assert_noop!(sponsor("alice", "bob"), Error::<Test>::AlreadyExists);
		assert_noop!(sponsor("alice", "robot"), Error::<Test>::AccountTaken);
		assert_noop!(DeviceRegistry::sponsor(RuntimeOrigin::none(), account("dora")), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::end_sponsorship(RuntimeOrigin::none(), account("dora")), BAD_ORIGIN);
		assert_ok!(sponsor("alice", "dora"));
		assert_noop!(sponsor("bob", "dora"), Error::<Test>::AlreadySponsored);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("bob")));
		assert_noop!(sponsor("bob", "emil"), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), AdmissionPolicy::Open));
		assert_noop!(sponsor("alice", "emil"), Error::<Test>::NoSponsors);
	});
}

/// Who gains by cheating: one who lets a crowd of false accounts in. Each of them costs a stake.
#[test]
fn a_crowd_costs_a_stake_for_each() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		let mut in_already: u128 = 0;
		for number in 0..100 {
			let newcomer = account(&format!("false {number}"));
			if DeviceRegistry::sponsor(signed("alice"), newcomer).is_err() {
				break;
			}
			in_already += 1;
		}
		assert_eq!(in_already, RICH / STAKE - 1, "the deposits leave too little for the last one");
		assert_noop!(DeviceRegistry::sponsor(signed("alice"), account("one more")), Error::<Test>::InsufficientFunds);
		assert!(Sponsorships::<Test>::iter().count() < 20);
	});
}
