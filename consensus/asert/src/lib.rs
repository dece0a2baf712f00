//! The difficulty retarget of BPIIoT: aserti3-2d in integer arithmetic, and the rule that keeps an outage out of it.
//!
//! - [`next_target`] is the retarget that Bitcoin Cash specifies, exact to the bit, for any [`Params`].
//! - [`Retarget`] is what the chain runs: the same retarget, where the solve time of one block counts for at most
//!   [`MAX_COUNTED_TARGETS`] target times.
//! - [`is_possible_step`] judges a claimed difficulty by its parent's alone.
//! - [`difficulty_to_target`], [`target_to_difficulty`], [`compact_to_target`] and [`target_to_compact`] translate between
//!   the ways to write down how hard a block is.
//!
//! The crate has no floating point, no allocation and no dependency on Substrate, so that a light client on a gateway runs
//! the same code as the chain. No function panics, whatever it is given.
//!
//! Times are in whatever unit the caller chooses, the same one everywhere: the chain uses milliseconds, the published
//! vectors use seconds.
//!
//! ```
//! use bpiiot_asert::{Params, Retarget, difficulty_to_target, target_to_difficulty};
//!
//! // A block every 6 s; a chain that is 150 blocks behind halves its difficulty; the difficulty is at least 1.
//! let params = Params::new(6_000, 900_000, difficulty_to_target(1.into()))?;
//! let mut retarget = Retarget::start(&params, difficulty_to_target(1_000.into()), 1, 0);
//!
//! let after_two_seconds = target_to_difficulty(retarget.advance(&params, 2, 2_000));
//! assert!(after_two_seconds > 1_000.into());
//! # Ok::<(), bpiiot_asert::ParamsError>(())
//! ```

#![cfg_attr(not(feature = "std"), no_std)]

mod aserti3;
mod retarget;
mod target;

pub use aserti3::{Anchor, Params, ParamsError, next_target};
pub use primitive_types::U256;
pub use retarget::{MAX_COUNTED_TARGETS, MAX_STEP, Retarget, is_possible_step};
pub use target::{CompactError, compact_to_target, difficulty_to_target, target_to_compact, target_to_difficulty};
