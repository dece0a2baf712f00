//! One file for each call, or for each group of calls that belong together; beside them
//!
//! * `admission`: what those can do who take part no more,
//! * `cheating`: what a dishonest party would try,
//! * `deposits`: what each call holds and gives back,
//! * `example`: the one in the crate's documentation,
//! * `lifecycle`: submit, deploy, use, cancel, as a state machine,
//! * `monitoring`: how well rules find the faults of a machine,
//! * `standoff`: what becomes of machine and money when the two do not agree,
//! * `stateful`: random sequences of all calls by several actors,
//! * `table`: every call in every state of a request,
//! * `table1`: the counting rule against reference models.

mod accept_agreement;
mod accept_request;
mod add_plan;
mod admission;
mod adopt_records;
mod agenda;
mod archive_request;
mod award_request;
mod cancel_agreement;
mod cheating;
mod complete_request;
mod confirm_request;
mod deposits;
mod dispute_request;
mod example;
mod expire_request;
mod fund_budget;
mod lifecycle;
mod milestones;
mod monitoring;
mod notify;
mod offer_settlement;
mod order_part;
mod propose_agreement;
mod propose_from_template;
mod propose_with_terms;
mod publish_template;
mod rate_provider;
mod reject_request;
mod remove_agreement;
mod remove_part;
mod report;
mod request_planned;
mod request_service;
mod return_request;
mod set_part;
mod standoff;
mod stateful;
mod stock;
mod submit_evidence;
mod table;
mod table1;
mod views;
mod withdraw_budget;

use bpiiot_primitives::{Balance, RequestId};
use frame_support::traits::fungible::{Inspect, InspectHold};
use sp_runtime::DispatchError;

use crate::{Agreements, Event, HoldReason, RequestOf, RequestStatus, Requests, mock::*};

/// No call takes an unsigned origin.
const UNSIGNED: DispatchError = DispatchError::BadOrigin;

/// What is free, in the budget hold and in escrow, in planck.
fn money(name: &str) -> (Balance, Balance, Balance) {
	let who = account(name);
	(
		Balances::balance(&who),
		Balances::balance_on_hold(&HoldReason::Budget.into(), &who),
		Balances::balance_on_hold(&HoldReason::Escrow.into(), &who),
	)
}

/// The budget of agreement 0, in planck.
fn budget() -> Balance {
	Agreements::<Test>::get(0).expect("exists").budget
}

fn request(id: RequestId) -> RequestOf<Test> {
	Requests::<Test>::get(id).expect("exists")
}

fn status(id: RequestId) -> RequestStatus {
	request(id).status
}

/// Moves on to a block.
fn go_to(block: u64) {
	System::set_block_number(block);
}

/// What is held of an account for what it stores, in planck.
fn deposit(name: &str) -> Balance {
	Balances::balance_on_hold(&HoldReason::Deposit.into(), &account(name))
}

/// What is held of a provider for arbiters' fees, in planck.
fn bond(name: &str) -> Balance {
	Balances::balance_on_hold(&HoldReason::Bond.into(), &account(name))
}

/// The parts of the usual order, request 0, have become alice's first ones.
fn delivered() -> Event<Test> {
	Event::PartsDelivered { request: 0, owner: account("alice"), part: part("bearing"), quantity: 3, stock: 3 }
}

/// How many bearings bob has, how many are in transit, and how many are alice's.
fn bearings() -> (u64, u64, u64) {
	let listed = crate::Parts::<Test>::get(account("bob"), part("bearing")).expect("listed");
	(listed.stock, listed.in_transit, Maintenance::spares(account("alice"), account("bob"), part("bearing")))
}

/// The seed of a random test, logged. `PROPTEST_SEED` set to any text chooses another, and a soak has one of its own each time.
fn seed(test: &str) -> [u8; 32] {
	let text = std::env::var("PROPTEST_SEED").unwrap_or_else(|_| match std::env::var_os("BPIIOT_SOAK") {
		Some(_) => std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos().to_string(),
		None => String::new(),
	});
	println!("PROPTEST_SEED={text:?}");
	let seed = sp_io::hashing::blake2_256(format!("{test}{text}").as_bytes());
	println!("seed {seed:02x?}");
	seed
}
