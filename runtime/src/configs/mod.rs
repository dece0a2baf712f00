//! How each pallet is set up, a file each.

mod authorship;
mod balances;
mod committee;
mod data_sharing;
mod device_registry;
mod difficulty;
mod grandpa;
mod incentives;
mod maintenance;
mod multisig;
mod proxy;
mod session;
mod system;
mod timestamp;
mod transaction_payment;
mod utility;
mod verifiers;

pub use balances::EXISTENTIAL_DEPOSIT;
pub use committee::CommitteeInstance;
pub use incentives::{BLOCK_REWARD, EMISSION};
pub use proxy::ProxyType;
pub use system::{CallFilter, RuntimeBlockWeights};
pub use verifiers::{AdmissionOrigin, VERIFIER_BOND};

use crate::{BPI, Balance, MILLI_BPI};

/// What an owner pays as a returnable deposit for state of `items` entries and `bytes` bytes, in planck.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	items as Balance * BPI / 10 + bytes as Balance * MILLI_BPI / 10
}
