//! Weights, measured by `scripts/weights` in 50 steps of 20 runs on AMD EPYC, 2026-11-23. Do not edit.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::pedantic, clippy::redundant_closure)]

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of `apply`.
	fn apply() -> Weight;
	/// Of `withdraw_application`.
	fn withdraw_application() -> Weight;
	/// Of `reject`.
	fn reject() -> Weight;
	/// Of `admit`.
	fn admit() -> Weight;
	/// Of `remove`, `v` from 2 to 64.
	fn remove(v: u32) -> Weight;
	/// Of `leave`, `v` from 2 to 64.
	fn leave(v: u32) -> Weight;
	/// Of `withdraw_bond`.
	fn withdraw_bond() -> Weight;
	/// Of `stand_down`, `v` from 2 to 64.
	fn stand_down(v: u32) -> Weight;
	/// Of `resume`.
	fn resume() -> Weight;
	/// Of `heartbeat`.
	fn heartbeat() -> Weight;
	/// Of `authorize_heartbeat`.
	fn authorize_heartbeat() -> Weight;
	/// Of `report_equivocation`, `v` from 1 to 64.
	fn report_equivocation(v: u32) -> Weight;
	/// Of `authorize_report_equivocation`, `v` from 1 to 64.
	fn authorize_report_equivocation(v: u32) -> Weight;
	/// Of `pardon`.
	fn pardon() -> Weight;
	/// Of `set_session_length`.
	fn set_session_length() -> Weight;
	/// Of `purge_keys`.
	fn purge_keys() -> Weight;
	/// Of `set_keys`.
	fn set_keys() -> Weight;
	/// Of `note_stalled`.
	fn note_stalled() -> Weight;
	/// Of `rotate_session`, `v` from 1 to 64.
	fn rotate_session(v: u32) -> Weight;
	/// Of `on_initialize`.
	fn on_initialize() -> Weight;
}

/// The measured weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Verifiers::Applications` (r:1 w:1)
	// Storage: `Verifiers::Verifiers` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn apply() -> Weight {
		// At least 51_527_000 ps.
		Weight::from_parts(55_072_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Verifiers::Applications` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_application() -> Weight {
		// At least 39_449_000 ps.
		Weight::from_parts(42_203_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Verifiers::Applications` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn reject() -> Weight {
		// At least 38_688_000 ps.
		Weight::from_parts(41_502_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Verifiers::Applications` (r:1 w:1)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Storage: `Verifiers::Admitted` (r:1 w:1)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Verifiers` (r:0 w:1)
	fn admit() -> Weight {
		// At least 37_366_000 ps.
		Weight::from_parts(46_159_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:64 w:1)
	// Storage: `Verifiers::Admitted` (r:1 w:1)
	// Storage: `Session::NextKeys` (r:64 w:0)
	fn remove(v: u32) -> Weight {
		// At least 27_111_000 ps.
		Weight::from_parts(18_967_729, 0)
			// Standard error 19_736.
			.saturating_add(Weight::from_parts(7_166_062, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:64 w:1)
	// Storage: `Verifiers::Admitted` (r:1 w:1)
	// Storage: `Session::NextKeys` (r:64 w:0)
	fn leave(v: u32) -> Weight {
		// At least 27_642_000 ps.
		Weight::from_parts(4_339_125, 0)
			// Standard error 16_090.
			.saturating_add(Weight::from_parts(7_106_560, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:1 w:1)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Planned` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_bond() -> Weight {
		// At least 62_232_000 ps.
		Weight::from_parts(72_618_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:64 w:1)
	// Storage: `Verifiers::Admitted` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:64 w:0)
	fn stand_down(v: u32) -> Weight {
		// At least 26_189_000 ps.
		Weight::from_parts(5_735_832, 0)
			// Standard error 15_429.
			.saturating_add(Weight::from_parts(7_609_062, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:1 w:1)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Planned` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:0)
	fn resume() -> Weight {
		// At least 38_167_000 ps.
		Weight::from_parts(50_114_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:1 w:1)
	fn heartbeat() -> Weight {
		// At least 9_244_000 ps.
		Weight::from_parts(10_255_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Verifiers` (r:1 w:0)
	// Storage: `Session::Validators` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `Verifiers::SessionLength` (r:1 w:0)
	fn authorize_heartbeat() -> Weight {
		// At least 62_223_000 ps.
		Weight::from_parts(83_524_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
	}
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Session::Validators` (r:1 w:0)
	// Storage: `Verifiers::Verifiers` (r:64 w:1)
	// Storage: `Session::NextKeys` (r:64 w:0)
	// Storage: `Grandpa::SetIdSession` (r:2 w:0)
	// Storage: `Offences::ConcurrentReportsIndex` (r:1 w:1)
	// Storage: `Offences::Reports` (r:64 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Verifiers::Admitted` (r:1 w:1)
	fn report_equivocation(v: u32) -> Weight {
		// At least 141_932_000 ps.
		Weight::from_parts(183_518_038, 0)
			// Standard error 106_390.
			.saturating_add(Weight::from_parts(20_916_120, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Session::Validators` (r:1 w:0)
	// Storage: `Verifiers::Verifiers` (r:64 w:0)
	// Storage: `Session::NextKeys` (r:64 w:0)
	// Storage: `Grandpa::SetIdSession` (r:2 w:0)
	// Storage: `Offences::ConcurrentReportsIndex` (r:1 w:0)
	// Storage: `Offences::Reports` (r:64 w:0)
	// Storage: `Balances::Holds` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:0)
	// Storage: `Verifiers::Admitted` (r:1 w:0)
	fn authorize_report_equivocation(v: u32) -> Weight {
		// At least 158_437_000 ps.
		Weight::from_parts(158_858_338, 0)
			// Standard error 116_688.
			.saturating_add(Weight::from_parts(27_104_852, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(v.into())))
	}
	// Storage: `Verifiers::Verifiers` (r:1 w:1)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Planned` (r:1 w:0)
	fn pardon() -> Weight {
		// At least 29_034_000 ps.
		Weight::from_parts(37_006_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Verifiers::SessionLength` (r:0 w:1)
	fn set_session_length() -> Weight {
		// At least 3_295_000 ps.
		Weight::from_parts(3_616_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:1 w:0)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Planned` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Session::ExternallySetKeys` (r:1 w:0)
	// Storage: `Session::KeyOwner` (r:0 w:1)
	fn purge_keys() -> Weight {
		// At least 83_565_000 ps.
		Weight::from_parts(98_667_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Verifiers::Verifiers` (r:1 w:0)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Storage: `Verifiers::Planned` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Session::KeyOwner` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn set_keys() -> Weight {
		// At least 126_218_000 ps.
		Weight::from_parts(170_514_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Grandpa::Stalled` (r:0 w:1)
	fn note_stalled() -> Weight {
		// At least 1_553_000 ps.
		Weight::from_parts(1_753_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Session::CurrentIndex` (r:1 w:1)
	// Storage: `Session::QueuedChanged` (r:1 w:1)
	// Storage: `Session::Validators` (r:1 w:1)
	// Storage: `Verifiers::Verifiers` (r:192 w:128)
	// Storage: `Verifiers::Planned` (r:1 w:1)
	// Storage: `Verifiers::Admitted` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:64 w:0)
	// Storage: `Session::QueuedKeys` (r:1 w:1)
	// Storage: `Historical::StoredRange` (r:1 w:1)
	// Storage: `Grandpa::CurrentSetId` (r:1 w:1)
	// Storage: `Grandpa::Stalled` (r:1 w:1)
	// Storage: `Grandpa::PendingChange` (r:1 w:1)
	// Storage: `Grandpa::State` (r:1 w:0)
	// Storage: `Verifiers::SessionStart` (r:0 w:1)
	// Storage: `Historical::HistoricalSessions` (r:0 w:2)
	// Storage: `Grandpa::Authorities` (r:0 w:1)
	// Storage: `Grandpa::SetIdSession` (r:0 w:2)
	// Storage: `Session::DisabledValidators` (r:0 w:1)
	fn rotate_session(v: u32) -> Weight {
		// At least 82_533_000 ps.
		Weight::from_parts(26_996_898, 0)
			// Standard error 123_584.
			.saturating_add(Weight::from_parts(34_518_284, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(16_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(v.into())))
	}
	// Storage: `Verifiers::SessionStart` (r:1 w:0)
	// Storage: `Verifiers::SessionLength` (r:1 w:0)
	// Storage: `Grandpa::PendingChange` (r:1 w:0)
	// Storage: `Grandpa::State` (r:1 w:0)
	fn on_initialize() -> Weight {
		// At least 6_770_000 ps.
		Weight::from_parts(7_251_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("apply", Self::apply()),
			("withdraw_application", Self::withdraw_application()),
			("reject", Self::reject()),
			("admit", Self::admit()),
			("remove", Self::remove(64)),
			("leave", Self::leave(64)),
			("withdraw_bond", Self::withdraw_bond()),
			("stand_down", Self::stand_down(64)),
			("resume", Self::resume()),
			("heartbeat", Self::heartbeat()),
			("authorize_heartbeat", Self::authorize_heartbeat()),
			("report_equivocation", Self::report_equivocation(64)),
			("authorize_report_equivocation", Self::authorize_report_equivocation(64)),
			("pardon", Self::pardon()),
			("set_session_length", Self::set_session_length()),
			("purge_keys", Self::purge_keys()),
			("set_keys", Self::set_keys()),
			("note_stalled", Self::note_stalled()),
			("rotate_session", Self::rotate_session(64)),
			("on_initialize", Self::on_initialize()),
		]
	}
}
