//! Random sequences of all calls by several actors.

use std::{cell::RefCell, collections::BTreeMap};

use bpiiot_primitives::{Balance, Metric};
use frame_support::traits::GetCallName;
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::{StateVersion, traits::Dispatchable};

use super::money;
use crate::{Call, Error, Event, RequestStatus, Requests, Rules, mock::*};

const ACTORS: [&str; 7] = ["alice", "bob", "carol", "dave", "eve", "robot", "press"];

thread_local! {
	/// How often each call has succeeded.
	static DONE: RefCell<BTreeMap<&'static str, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// The seed of a random test, logged. `PROPTEST_SEED` set to any text chooses another.
pub fn seed(test: &str) -> [u8; 32] {
	let text = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("{test}{text}").as_bytes());
	println!("seed {seed:02x?}");
	seed
}

#[derive(Clone, Debug)]
enum Step {
	/// A call by an actor.
	Call(usize, Call<Test>),
	/// So many blocks pass.
	Wait(u64),
	/// A plain transfer.
	Give(usize, usize, Balance),
}

fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![
		Just(0),
		Just(1),
		0..5_000u128,
		0..5_000u128,
		RICH - 20..RICH + 20,
		Just(u128::MAX - 1),
		Just(u128::MAX)
	]
}

fn some_rules() -> impl Strategy<Value = Rules> {
	prop_oneof![
		4 => Just(rules([service_rule(100, 1), part_rule(200, 2, "bearing", 3, 330)])),
		1 => Just(rules([part_rule(200, 1, "belt", u32::MAX, u128::MAX), service_rule(1, 1)])),
		1 => Just(rules([])),
	]
}

fn some_part() -> impl Strategy<Value = &'static str> {
	prop_oneof![Just("bearing"), Just("belt")]
}

/// Calls about agreements, by those who may and by those who may not.
fn agreement_step() -> impl Strategy<Value = Step> {
	let id = || 0..3u32;
	let owner = || prop_oneof![5 => Just(0usize), 2 => Just(2), 1 => 0..ACTORS.len()];
	let provider = || prop_oneof![5 => Just(1usize), 2 => Just(3), 1 => 0..ACTORS.len()];
	let device = || prop_oneof![5 => Just(5usize), 2 => Just(6), 1 => 0..ACTORS.len()];
	prop_oneof![
		(provider(), some_part(), amount()).prop_map(|(who, number, price)| Step::Call(who, set_part(number, price))),
		(provider(), some_part()).prop_map(|(who, number)| Step::Call(who, Call::remove_part { part: part(number) })),
		(owner(), 0..2u32, provider(), amount(), 0..30u64, some_rules()).prop_map(
			|(who, device, provider, service_price, response_blocks, rules)| {
				let provider = account(ACTORS[provider]);
				Step::Call(who, Call::propose_agreement { device, provider, service_price, response_blocks, rules })
			}
		),
		(provider(), id()).prop_map(|(who, agreement)| Step::Call(who, Call::accept_agreement { agreement })),
		(0..ACTORS.len(), id()).prop_map(|(who, agreement)| Step::Call(who, Call::cancel_agreement { agreement })),
		(owner(), id(), amount())
			.prop_map(|(who, agreement, amount)| Step::Call(who, Call::fund_budget { agreement, amount })),
		(owner(), id(), amount())
			.prop_map(|(who, agreement, amount)| Step::Call(who, Call::withdraw_budget { agreement, amount })),
		(device(), id(), 0..2u8, 0..40u64)
			.prop_map(|(who, agreement, rule, trigger)| Step::Call(who, request_service(agreement, rule, trigger))),
		(device(), id(), 0..2u8, 0..40u64)
			.prop_map(|(who, agreement, rule, trigger)| Step::Call(who, order_part(agreement, rule, trigger))),
		(device(), id(), 0..1_000u64, 1..12u64).prop_map(|(who, agreement, from, length)| {
			let readings = (from..from + length).map(|at| {
				let metric = if at % 2 == 0 { Metric::Temperature } else { Metric::Vibration };
				reading(metric, 150 + (at % 3) as i64 * 100, at)
			});
			Step::Call(who, report(agreement, readings.collect()))
		}),
	]
}

/// Calls about requests.
fn request_step() -> impl Strategy<Value = Step> {
	let id = || 0..6u32;
	let owner = || prop_oneof![5 => Just(0usize), 1 => 0..ACTORS.len()];
	let provider = || prop_oneof![5 => Just(1usize), 1 => 0..ACTORS.len()];
	prop_oneof![
		2 => (provider(), id()).prop_map(|(who, request)| Step::Call(who, Call::accept_request { request })),
		1 => (provider(), id()).prop_map(|(who, request)| Step::Call(who, Call::reject_request { request })),
		3 => (provider(), id()).prop_map(|(who, request)| Step::Call(who, complete(request))),
		2 => (owner(), id()).prop_map(|(who, request)| Step::Call(who, Call::confirm_request { request })),
		2 => (owner(), id()).prop_map(|(who, request)| Step::Call(who, give_back(request))),
		2 => (0..ACTORS.len(), id()).prop_map(|(who, request)| Step::Call(who, Call::expire_request { request })),
		1 => (0..15u64).prop_map(Step::Wait),
		1 => (0..ACTORS.len(), 0..ACTORS.len(), amount()).prop_map(|(from, to, amount)| Step::Give(from, to, amount)),
	]
}

/// Runs one step, and checks that the money it moved is what its events say.
fn run(step: Step) {
	let (who, call) = match step {
		Step::Wait(blocks) => return System::set_block_number(System::block_number() + blocks),
		Step::Give(from, to, amount) => {
			let from = RuntimeOrigin::signed(account(ACTORS[from]));
			let transfer = pallet_balances::Call::transfer_allow_death { dest: account(ACTORS[to]), value: amount };
			let _ = RuntimeCall::from(transfer).dispatch(from);
			return;
		}
		Step::Call(who, call) => (who, call),
	};
	let escrow = || ["alice", "carol"].map(|owner| money(owner).2).iter().sum::<Balance>();
	let before = (totals(), escrow(), unsettled());
	System::reset_events();
	let name = call.get_call_name();
	if send(ACTORS[who], call).is_ok() {
		DONE.with_borrow_mut(|done| *done.entry(name).or_default() += 1);
	}
	let (mut paid, mut raised, mut refunded) = (0, 0, 0);
	for event in events() {
		match event {
			Event::Paid { amount, .. } => paid += amount,
			Event::ServiceRequested { price, .. } | Event::PartOrdered { price, .. } => raised += price,
			Event::RequestRejected { refunded: amount, .. } | Event::RequestTimedOut { refunded: amount, .. } => {
				refunded += amount
			}
			_ => (),
		}
	}
	// What enters the escrow leaves it once: to the provider or back.
	assert_eq!(escrow() + paid + refunded, before.1 + raised);
	assert_eq!(escrow(), unsettled());
	// Owners lose what providers are paid, and nothing else moves between accounts.
	let after = totals();
	for (index, (before, after)) in before.0.iter().zip(after).enumerate() {
		match ACTORS[index] {
			"alice" | "carol" => assert!(*before >= after && before - after <= paid),
			"bob" | "dave" => assert!(after >= *before && after - before <= paid),
			_ => assert_eq!(*before, after),
		}
	}
	assert_eq!(before.0.iter().sum::<Balance>(), after.iter().sum::<Balance>());
}

/// What each actor owns, holds included.
fn totals() -> [Balance; 7] {
	ACTORS.map(|name| {
		let data = frame_system::Account::<Test>::get(account(name)).data;
		data.free + data.reserved
	})
}

/// The prices of all requests that are not settled.
fn unsettled() -> Balance {
	Requests::<Test>::iter_values().filter(|found| found.status.is_unsettled()).map(|found| found.price).sum()
}

// covers M61, M85, M90
#[test]
fn money_is_neither_lost_nor_paid_twice_after_any_calls() {
	let seed = seed("maintenance");
	let config = Config { cases: 300, failure_persistence: None, ..Default::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
	let steps = proptest::collection::vec(prop_oneof![agreement_step(), request_step()], 1..120);
	let result = runner.run(&steps, |steps| {
		let rules = rules([service_rule(100, 1), part_rule(200, 2, "bearing", 3, 330)]);
		ExtBuilder::default().with_rules(5_000, rules).build_and_execute(|| {
			for step in steps {
				run(step);
				assert_sound();
			}
		});
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
	// A property that no call reaches says nothing.
	let done = DONE.take();
	println!("{done:?}");
	for name in Call::<Test>::get_call_names() {
		assert!(done.contains_key(name), "no {name} succeeded in the random sequences");
	}
}

#[test]
fn the_last_word_about_a_request_is_final() {
	for (last, settle) in [
		(RequestStatus::Paid, Call::confirm_request { request: 0 }),
		(RequestStatus::Rejected, Call::reject_request { request: 0 }),
	] {
		let builder = ExtBuilder::default().with_agreement(1_000);
		let builder = if last == RequestStatus::Paid { builder.completed() } else { builder.accepted() };
		builder.build_and_execute(|| {
			let by = if last == RequestStatus::Paid { "alice" } else { "bob" };
			assert_eq!(send(by, settle), Ok(()));
			System::set_block_number(5_000);
			let settled = sp_io::storage::root(StateVersion::V1);
			for name in ACTORS {
				for call in [
					Call::accept_request { request: 0 },
					Call::reject_request { request: 0 },
					complete(0),
					Call::confirm_request { request: 0 },
					give_back(0),
					Call::expire_request { request: 0 },
				] {
					assert_ne!(send(name, call), Ok(()));
				}
			}
			assert_eq!(sp_io::storage::root(StateVersion::V1), settled);
			assert_eq!(send("eve", Call::expire_request { request: 0 }), Err(Error::<Test>::AlreadySettled.into()));
		});
	}
}
