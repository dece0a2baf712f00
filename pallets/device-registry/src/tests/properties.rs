//! Random sequences of all calls and of sponsored transactions.

use std::{cell::RefCell, collections::BTreeMap};

use bpiiot_primitives::{BPI, Role};
use frame_support::{dispatch::GetDispatchInfo, storage::with_storage_layer};
use pallet_transaction_payment::ChargeTransactionPayment;
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::{DispatchError, traits::DispatchTransaction};

use crate::mock::*;

const ACTORS: [&str; 6] = ["alice", "bob", "carol", "robot", "press", "drill"];

thread_local! {
	/// How often each kind of step has succeeded.
	static DONE: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

#[derive(Clone, Debug)]
enum Step {
	Participant { who: usize, role: u8 },
	Register { owner: usize, device: usize, honest: bool },
	Update { who: usize, device: u32 },
	Remove { who: usize, device: u32 },
	Fund { who: usize, device: u32, amount: u128 },
	Withdraw { who: usize, device: u32, amount: u128 },
	Send { who: usize, foreign: bool, tip: u128 },
	Give { from: usize, to: usize, amount: u128 },
	Busy { device: u32 },
}

fn amount() -> impl Strategy<Value = u128> {
	prop_oneof![Just(0), Just(1), 0..3 * BPI, 900 * BPI..1_100 * BPI, Just(u128::MAX)]
}

fn step() -> impl Strategy<Value = Step> {
	let who = || prop_oneof![1 => Just(0), 2 => 0..ACTORS.len()];
	let device = || prop_oneof![3 => Just(0), 1 => 0..4u32];
	prop_oneof![
		(who(), 0..3u8).prop_map(|(who, role)| Step::Participant { who, role }),
		(0..3usize, who(), any::<bool>()).prop_map(|(owner, device, honest)| Step::Register { owner, device, honest }),
		(who(), device()).prop_map(|(who, device)| Step::Update { who, device }),
		(0..3usize, device()).prop_map(|(who, device)| Step::Remove { who, device }),
		(0..3usize, device(), amount()).prop_map(|(who, device, amount)| Step::Fund { who, device, amount }),
		(0..3usize, device(), amount()).prop_map(|(who, device, amount)| Step::Withdraw { who, device, amount }),
		(who(), any::<bool>(), prop_oneof![Just(0), amount()]).prop_map(|(who, foreign, tip)| Step::Send {
			who,
			foreign,
			tip
		}),
		(who(), who(), amount()).prop_map(|(from, to, amount)| Step::Give { from, to, amount }),
		device().prop_map(|device| Step::Busy { device }),
	]
}

/// Runs one step; whether it is refused does not matter, what it leaves behind does.
fn run(step: Step) {
	let name = |index: usize| ACTORS[index];
	let kind = format!("{step:?}").split(' ').next().unwrap_or_default().to_string();
	// A refused call leaves no trace on a chain, since each runs in a storage layer of its own.
	let done = with_storage_layer(|| match step {
		Step::Participant { who, role } => {
			let role = [Role::EquipmentOwner, Role::ServiceProvider, Role::ThirdParty][usize::from(role)];
			DeviceRegistry::register_participant(signed(name(who)), role, text(name(who)))
		}
		Step::Register { owner, device, honest } => {
			let claim = claim(if honest { name(device) } else { "mallory" }, &account(name(owner)));
			DeviceRegistry::register_device(signed(name(owner)), account(name(device)), claim, profile("x"))
		}
		Step::Update { who, device } => DeviceRegistry::update_device(signed(name(who)), device, profile("y")),
		Step::Remove { who, device } => DeviceRegistry::remove_device(signed(name(who)), device),
		Step::Fund { who, device, amount } => DeviceRegistry::fund_fees(signed(name(who)), device, amount),
		Step::Withdraw { who, device, amount } => DeviceRegistry::withdraw_fees(signed(name(who)), device, amount),
		Step::Give { from, to, amount } => {
			Balances::transfer_allow_death(signed(name(from)), account(name(to)), amount)
		}
		Step::Busy { device } => {
			Busy::mutate(|busy| {
				if !busy.insert(device) {
					busy.remove(&device);
				}
			});
			Ok(())
		}
		Step::Send { who, foreign, tip } => {
			let remark = vec![0; 8];
			let call: RuntimeCall = if foreign {
				frame_system::Call::remark_with_event { remark }.into()
			} else {
				frame_system::Call::remark { remark }.into()
			};
			let info = call.get_dispatch_info();
			ChargeTransactionPayment::<Test>::from(tip)
				.dispatch_transaction(signed(name(who)), call, &info, 50, 0)
				.map(|_| ())
				.map_err(|_| DispatchError::Other("invalid"))
		}
	});
	if done.is_ok() {
		DONE.with_borrow_mut(|done| *done.entry(kind).or_default() += 1);
	}
}

// covers M85
#[test]
fn money_and_records_stay_in_order_after_any_calls() {
	let text = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("device-registry{text}").as_bytes());
	println!("seed {seed:02x?}; PROPTEST_SEED chooses another");
	let config = Config { cases: 200, failure_persistence: None, ..Default::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
	let steps = proptest::collection::vec(step(), 1..60);
	let result = runner.run(&steps, |steps| {
		ExtBuilder::default().with_device("alice", "robot", BPI).build_and_execute(|| {
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
	for kind in ["Participant", "Register", "Update", "Remove", "Fund", "Withdraw", "Send", "Give"] {
		assert!(done.contains_key(kind), "no {kind} succeeded in the random sequences");
	}
}
