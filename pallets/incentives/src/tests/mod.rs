//! The reward, the fees, and the supply under random blocks.

mod fees;
mod reward;
mod supply;

use bpiiot_primitives::Balance;
use frame_support::traits::fungible::Inspect;

use crate::mock::*;

fn free(name: &str) -> Balance {
	Balances::balance(&account(name))
}

fn issuance() -> Balance {
	Balances::total_issuance()
}
