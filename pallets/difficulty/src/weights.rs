//! Weights, measured by `scripts/weights` in 50 steps of 20 runs on AMD EPYC, 2026-11-23. Do not edit.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::pedantic, clippy::redundant_closure)]

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of `on_timestamp_set`.
	fn on_timestamp_set() -> Weight;
}

/// The measured weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Difficulty::Schedule` (r:1 w:1)
	// Storage: `Difficulty::Difficulty` (r:1 w:1)
	fn on_timestamp_set() -> Weight {
		// At least 5_858_000 ps.
		Weight::from_parts(6_350_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("on_timestamp_set", Self::on_timestamp_set()),
		]
	}
}
