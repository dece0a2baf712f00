//! One file for each call; `reward`, `fees`, `supply` and `schedule` are about what blocks do, `contributions` and
//! `sybil` about what is counted and paid, `bonuses` about the whole way of a bonus query, `stateful` about random
//! calls.

mod answer_bonus;
mod attach;
mod bond;
mod bonuses;
mod claim;
mod contest_bonus;
mod contributions;
mod epochs;
mod example;
mod fees;
mod redeem_bonus;
mod remove_bonus;
mod remove_standing;
mod reward;
mod schedule;
mod stateful;
mod supply;
mod sybil;
mod transfer_bonus;
mod unbond;
mod views;
mod withdraw_bonus;
mod withdraw_unbonded;

use bpiiot_primitives::Balance;
use frame_support::traits::fungible::{Inspect, InspectHold};
use sp_runtime::DispatchError;

use crate::{HoldReason, mock::*};

/// No call takes an unsigned origin.
const UNSIGNED: DispatchError = DispatchError::BadOrigin;

fn free(name: &str) -> Balance {
	Balances::balance(&account(name))
}

fn issuance() -> Balance {
	Balances::total_issuance()
}

/// What is held for a bond and for bonus queries, in planck.
fn held(name: &str) -> (Balance, Balance) {
	let held = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &account(name));
	(held(HoldReason::Bond), held(HoldReason::Bonus))
}

/// The seed of a random test, logged. `PROPTEST_SEED` set to any text chooses another.
fn seed(test: &str) -> [u8; 32] {
	let text = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("{test}{text}").as_bytes());
	println!("seed {seed:02x?}; PROPTEST_SEED chooses another");
	seed
}

/// A bonus query of bob's in a block of the miner, which is still open.
fn assigned() -> crate::BonusId {
	let id = crate::NextBonus::<Test>::get();
	block(&by("miner"), || attach("bob").expect("there is room"));
	forget_events();
	id
}

/// The same, redeemed by the miner.
fn redeemed() -> crate::BonusId {
	let bonus = assigned();
	send("miner", crate::Call::redeem_bonus { bonus }).expect("is open");
	forget_events();
	bonus
}

/// The same, answered by bob.
fn answered() -> crate::BonusId {
	let bonus = redeemed();
	let result = bpiiot_primitives::Hash::repeat_byte(9);
	send("bob", crate::Call::answer_bonus { bonus, result }).expect("is redeemed");
	forget_events();
	bonus
}

fn state(bonus: crate::BonusId) -> crate::BonusState<u64> {
	Incentives::bonus(bonus).expect("exists").state
}
