use frame_support::traits::{ConstU32, ConstU128, EitherOfDiverse};
use frame_system::EnsureRoot;
use pallet_collective::EnsureProportionAtLeast;
use sp_consensus_grandpa::AuthorityId;
use sp_runtime::traits::Convert;
use sp_session::MembershipProof;

use super::{committee::CommitteeInstance, grandpa::EquivocationReports};
use crate::{AccountId, BPI, Balance, Balances, BlockNumber, DAYS, Historical, Runtime, RuntimeHoldReason, Session};

/// What a verifier puts up, in planck.
pub const VERIFIER_BOND: Balance = 10_000 * BPI;

/// Most admitted verifiers.
pub(super) const MAX_VERIFIERS: u32 = 64;

/// A day: a removed verifier votes for two sessions more, and that must not last longer than two days.
pub(super) const MAX_SESSION_LENGTH: BlockNumber = DAYS;

/// Below five blocks most sessions end before GRANDPA has finalized their beginning, and changes of the set pile up.
const MIN_SESSION_LENGTH: BlockNumber = 5;

/// A week of sessions of five minutes.
pub(super) const UNBONDING_SESSIONS: u32 = 7 * 24 * 12;

/// The committee with two thirds of its members, or root.
pub type AdmissionOrigin =
	EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionAtLeast<AccountId, CommitteeInstance, 2, 3>>;

/// The GRANDPA key among an account's session keys.
pub struct AuthorityOf;

impl Convert<AccountId, Option<AuthorityId>> for AuthorityOf {
	fn convert(who: AccountId) -> Option<AuthorityId> {
		Session::load_keys(&who).map(|keys| keys.grandpa)
	}
}

impl pallet_verifiers::Config for Runtime {
	type AdmissionOrigin = AdmissionOrigin;
	type AuthorityOf = AuthorityOf;
	type Bond = ConstU128<VERIFIER_BOND>;
	type Currency = Balances;
	type EquivocationReports = EquivocationReports;
	type KeyOwnerProof = MembershipProof;
	type KeyOwnerProofs = Historical;
	// Twenty minutes of sessions of five: longer than a node's restart, shorter than a shift.
	type MaxMissedSessions = ConstU32<4>;
	type MaxSessionLength = ConstU32<MAX_SESSION_LENGTH>;
	type MaxVerifiers = ConstU32<MAX_VERIFIERS>;
	type MinSessionLength = ConstU32<MIN_SESSION_LENGTH>;
	type OnSlash = ();
	type RuntimeHoldReason = RuntimeHoldReason;
	type Session = Session;
	type UnbondingSessions = ConstU32<UNBONDING_SESSIONS>;
	type WeightInfo = pallet_verifiers::weights::SubstrateWeight<Runtime>;
}
