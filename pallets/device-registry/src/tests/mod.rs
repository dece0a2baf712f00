//! One file for each call, one for sponsored fees, and one for random call sequences.

mod fund_fees;
mod properties;
mod register_device;
mod register_participant;
mod remove_device;
mod sponsored_fees;
mod update_device;
mod views;
mod withdraw_fees;

use frame_support::traits::fungible::{Inspect, InspectHold};

use crate::{HoldReason, mock::*};

/// What is held of an account for fees, in planck.
fn held(name: &str) -> u128 {
	Balances::balance_on_hold(&HoldReason::FeeQuota.into(), &account(name))
}

/// The free balance of an account, in planck.
fn free(name: &str) -> u128 {
	Balances::balance(&account(name))
}
