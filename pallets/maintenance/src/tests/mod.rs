//! One file for each call; `cheating` for what a dishonest party would try, `table1` for the counting rule against a
//! reference model, `properties` for random call sequences.

mod accept_agreement;
mod accept_request;
mod cancel_agreement;
mod cheating;
mod complete_request;
mod confirm_request;
mod expire_request;
mod fund_budget;
mod order_part;
mod properties;
mod propose_agreement;
mod reject_request;
mod remove_part;
mod report;
mod request_service;
mod return_request;
mod set_part;
mod table1;
mod views;
mod withdraw_budget;

use bpiiot_primitives::{Balance, RequestId};
use frame_support::traits::fungible::{Inspect, InspectHold};
use sp_runtime::DispatchError;

use crate::{Agreements, HoldReason, RequestOf, RequestStatus, Requests, mock::*};

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
