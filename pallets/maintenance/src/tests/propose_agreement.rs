use bpiiot_primitives::Counter;
use frame_support::{assert_noop, assert_ok};

use super::UNSIGNED;
use crate::{
	Agreement, AgreementStatus, Agreements, AgreementsOf, Call, Counters, Error, Event, NextAgreement, Rules, Uses,
	mock::*,
};

#[test]
fn an_owner_proposes_for_its_device() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		let agreement = Agreement {
			device: 0,
			owner: account("alice"),
			provider: account("bob"),
			terms: terms(table1_rules()),
			template: None,
			budget: 0,
			status: AgreementStatus::Proposed,
			open_requests: 0,
			requests: 0,
			live_requests: 0,
			proposed_at: 1,
			deposit: 0,
		};
		assert_eq!(Agreements::<Test>::get(0), Some(agreement));
		assert!(AgreementsOf::<Test>::contains_key(0, 0));
		assert_eq!(Counters::<Test>::get(0).into_inner(), [Counter::default(), Counter::default()]);
		assert_eq!(Uses::<Test>::get(0), 1);
		assert_eq!(
			events(),
			[Event::AgreementProposed {
				agreement: 0,
				device: 0,
				owner: account("alice"),
				provider: account("bob"),
				template: None
			}]
		);
		assert_ok!(send("alice", propose(table1_rules())));
		assert_eq!(NextAgreement::<Test>::get(), 2);
	});
}

#[test]
fn the_device_is_the_owners_and_the_provider_is_one() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["carol", "bob", "eve", "robot"] {
			assert_noop!(send(name, propose(table1_rules())), Error::<Test>::NotOwner);
		}
		let other = |device, provider| Call::propose_agreement {
			device,
			provider: account(provider),
			service_price: 0,
			response_blocks: 1,
			rules: rules([service_rule(1, 1)]),
		};
		assert_noop!(send("alice", other(9, "bob")), Error::<Test>::UnknownDevice);
		for provider in ["alice", "carol", "eve", "robot", "nobody"] {
			assert_noop!(send("alice", other(0, provider)), Error::<Test>::NotServiceProvider);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), propose(table1_rules())), UNSIGNED);
	});
}

#[test]
fn a_rule_without_sense_is_refused_by_name() {
	ExtBuilder::default().build_and_execute(|| {
		let refuse = |rules: Rules, error: Error<Test>| {
			assert_noop!(send("alice", propose(rules)), error);
		};
		refuse(rules([]), Error::NoRules);
		refuse(rules([part_rule(200, 1_000, "bearing", 0, 330)]), Error::ZeroQuantity);
		refuse(rules([part_rule(200, 1_000, "bearing", 3, 0)]), Error::ZeroMaxPrice);
		refuse(rules([part_rule(200, 1_000, "belt", 3, 330)]), Error::UnknownPart);
		// A freezer is watched below zero, and frost at zero. At a count of zero the first exceedance fires, as `0 < 1` says.
		for (units, count) in [(-20, 1), (0, 1_000), (100, 0), (0, 0)] {
			assert_ok!(send("alice", propose(rules([service_rule(units, count)]))));
		}
	});
}

#[test]
fn the_response_time_has_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let within = |response_blocks| Call::propose_agreement {
			device: 0,
			provider: account("bob"),
			service_price: 0,
			response_blocks,
			rules: table1_rules(),
		};
		assert_noop!(send("alice", within(0)), Error::<Test>::ZeroResponse);
		assert_noop!(send("alice", within(1_001)), Error::<Test>::ResponseTooLong);
		assert_ok!(send("alice", within(1)));
		assert_ok!(send("alice", within(1_000)));
	});
}

#[test]
fn numbers_do_not_wrap_around() {
	ExtBuilder::default().build_and_execute(|| {
		NextAgreement::<Test>::put(u32::MAX);
		assert_noop!(send("alice", propose(table1_rules())), Error::<Test>::NumbersExhausted);
		NextAgreement::<Test>::put(0);
		Uses::<Test>::insert(0, u32::MAX);
		assert_noop!(send("alice", propose(table1_rules())), Error::<Test>::Overflow);
		Uses::<Test>::remove(0);
	});
}
