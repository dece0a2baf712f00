//! What the pallet stores.

use bpiiot_asert::{Anchor, Retarget};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// The block that the schedule is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct AnchorBlock {
	/// Its height.
	pub height: u64,
	/// When its parent was due, ms since the Unix epoch: the anchor itself is due one target block time later.
	pub time: i64,
	/// The greatest work value that was valid for it.
	pub target: U256,
}

/// The settings that a schedule was counted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Settings {
	/// Target block time, ms.
	pub target_block_time: u64,
	/// Half-life, ms.
	pub half_life: u64,
	/// Least difficulty, mean tries.
	pub minimum_difficulty: U256,
}

/// The state of the retarget after a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RetargetState {
	/// What the schedule is counted from.
	pub anchor: AnchorBlock,
	/// Height of the last block.
	pub last_height: u64,
	/// The latest time of any block, ms since the Unix epoch.
	pub last_time: i64,
	/// What it was counted with.
	pub settings: Settings,
}

impl RetargetState {
	/// The state to store for a retarget that ran with `settings`.
	pub fn new(retarget: &Retarget, settings: Settings) -> Self {
		let Anchor { height, time, target } = retarget.anchor;
		Self {
			anchor: AnchorBlock { height, time, target },
			last_height: retarget.last_height,
			last_time: retarget.last_time,
			settings,
		}
	}

	/// The retarget to go on with.
	pub fn retarget(&self) -> Retarget {
		let AnchorBlock { height, time, target } = self.anchor;
		Retarget { anchor: Anchor { height, time, target }, last_height: self.last_height, last_time: self.last_time }
	}
}
