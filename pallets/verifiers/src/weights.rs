//! Weights, estimated by counting database accesses; `scripts/weights` measures them.
//!
//! Each estimate counts every storage item that can be touched in the worst case, holds included, and adds time for decoding
//! and for signatures.

use core::marker::PhantomData;

use frame_support::{
	traits::Get,
	weights::{Weight, constants::WEIGHT_REF_TIME_PER_MICROS},
};

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
	/// Of `remove`, with `v` admitted verifiers.
	fn remove(v: u32) -> Weight;
	/// Of `leave`, with `v` admitted verifiers.
	fn leave(v: u32) -> Weight;
	/// Of `withdraw_bond`.
	fn withdraw_bond() -> Weight;
	/// Of `stand_down`, with `v` admitted verifiers.
	fn stand_down(v: u32) -> Weight;
	/// Of `resume`.
	fn resume() -> Weight;
	/// Of `heartbeat`.
	fn heartbeat() -> Weight;
	/// Of checking a heartbeat.
	fn authorize_heartbeat() -> Weight;
	/// Of `report_equivocation`, with `v` voters.
	fn report_equivocation(v: u32) -> Weight;
	/// Of checking such a report, with `v` voters.
	fn authorize_report_equivocation(v: u32) -> Weight;
	/// Of `pardon`.
	fn pardon() -> Weight;
	/// Of `set_session_length`.
	fn set_session_length() -> Weight;
	/// Of `purge_keys`, this pallet's and the session pallet's.
	fn purge_keys() -> Weight;
	/// Of the session pallet's `set_keys`.
	fn set_keys() -> Weight;
	/// Of GRANDPA's `note_stalled`.
	fn note_stalled() -> Weight;
	/// Of a change of session, with `v` voters before it, `v` others after it, and `v` others planned.
	fn rotate_session(v: u32) -> Weight;
	/// Of what each block does for sessions and finality.
	fn on_initialize() -> Weight;
}

/// The weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn apply() -> Weight {
		// Applications, Verifiers, Session.NextKeys, System.Account, Balances.Holds.
		estimate::<T>(60, 5, 3)
	}
	fn withdraw_application() -> Weight {
		// Applications, System.Account, Balances.Holds.
		estimate::<T>(60, 3, 3)
	}
	fn reject() -> Weight {
		Self::withdraw_application()
	}
	fn admit() -> Weight {
		// Applications, Session.NextKeys, Admitted, Session.CurrentIndex, Verifiers.
		estimate::<T>(60, 4, 3)
	}
	fn remove(v: u32) -> Weight {
		Self::leave(v)
	}
	fn leave(v: u32) -> Weight {
		// Verifiers, Admitted; Verifiers and Session.NextKeys of the others.
		estimate::<T>(60, 2, 2).saturating_add(estimate::<T>(5, 2, 0).saturating_mul(v.into()))
	}
	fn withdraw_bond() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex, System.Account, Balances.Holds.
		estimate::<T>(60, 5, 3)
	}
	fn stand_down(v: u32) -> Weight {
		Self::leave(v)
	}
	fn resume() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex, Session.NextKeys.
		estimate::<T>(50, 4, 1)
	}
	fn heartbeat() -> Weight {
		// Verifiers.
		estimate::<T>(30, 1, 1)
	}
	fn authorize_heartbeat() -> Weight {
		// Session.CurrentIndex, Session.Validators, Verifiers, Session.NextKeys, the genesis hash; one signature.
		estimate::<T>(150, 5, 0)
	}
	fn report_equivocation(v: u32) -> Weight {
		// Grandpa.SetIdSession twice, Offences.Reports twice, Offences.ConcurrentReportsIndex, Session.CurrentIndex,
		// Session.Validators, Admitted, System.Account, Balances.Holds, Balances.TotalIssuance; two signatures; keys, bonds and
		// reports of all.
		estimate::<T>(400, 11, 7).saturating_add(estimate::<T>(20, 3, 0).saturating_mul(v.into()))
	}
	fn authorize_report_equivocation(v: u32) -> Weight {
		// The report itself and one more proof of who owns the key.
		Self::report_equivocation(v).saturating_mul(2)
	}
	fn pardon() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex.
		estimate::<T>(40, 3, 1)
	}
	fn set_session_length() -> Weight {
		// SessionLength.
		estimate::<T>(20, 0, 1)
	}
	fn purge_keys() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex, Session.NextKeys, Session.KeyOwner, Session.ExternallySetKeys,
		// System.Account, Balances.Holds.
		estimate::<T>(80, 8, 5)
	}
	fn set_keys() -> Weight {
		// As `purge_keys`; one signature.
		estimate::<T>(180, 8, 5)
	}
	fn note_stalled() -> Weight {
		// Grandpa.Stalled.
		estimate::<T>(10, 0, 1)
	}
	fn rotate_session(v: u32) -> Weight {
		// Admitted, Planned, SessionStart; Validators, CurrentIndex, QueuedKeys, QueuedChanged and DisabledValidators of Session;
		// HistoricalSessions twice, StoredRange; PendingChange, Authorities, CurrentSetId, SetIdSession twice, Stalled and State of
		// Grandpa; Verifiers of those before, after and planned, Session.NextKeys of the last.
		estimate::<T>(300, 17, 15).saturating_add(estimate::<T>(100, 4, 2).saturating_mul(v.into()))
	}
	fn on_initialize() -> Weight {
		// SessionStart, SessionLength; PendingChange and State of Grandpa.
		estimate::<T>(5, 4, 0)
	}
}

fn estimate<T: frame_system::Config>(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
}
