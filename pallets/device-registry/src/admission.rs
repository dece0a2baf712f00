//! Keeps the calls of outsiders out of blocks.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::{fmt, marker::PhantomData};

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	DefaultNoBound,
	traits::{Contains, OriginTrait},
	weights::Weight,
};
use scale_info::TypeInfo;
use sp_runtime::{
	impl_tx_ext_default,
	traits::{DispatchInfoOf, DispatchOriginOf, Implication, TransactionExtension, ValidateResult},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction},
};

use crate::{Call, Config, Pallet, Standing, Terms, WeightInfo};

/// `InvalidTransaction::Custom` with this code: the call is for participants and their devices, and the signer is none.
pub const NOT_A_PARTICIPANT: u8 = 30;
/// `InvalidTransaction::Custom` with this code: the signer cannot register, since nobody has let it in and the chain's policy
/// asks for it, or since it is a participant, a device, expelled, or has moved to another account.
pub const NOT_LET_IN: u8 = 31;

/// Accounts that are no participants and take part in a contract nevertheless, because a participant has named them in it:
/// a pseudonym in a relationship, an arbiter in an agreement.
pub trait LetsIn<AccountId, Call> {
	/// Whether this account may send this call. It is asked before the call is paid for, so it has to be cheap.
	fn lets_in(who: &AccountId, call: &Call) -> bool;

	/// What the question costs at worst.
	fn weight() -> Weight;
}

/// Nobody.
impl<AccountId, Call> LetsIn<AccountId, Call> for () {
	fn lets_in(_who: &AccountId, _call: &Call) -> bool {
		false
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Refuses calls of outsiders before they get into a block (requirement M13).
///
/// * One of [`Config::Registrations`] is valid when the signer could register: the policy of admission lets it in, and it is no
///   participant, has not been expelled and has not moved to another account.
/// * Any other call of [`Config::GatedCalls`] is valid when the signer is a participant that has neither been expelled nor
///   moved, or the device of one; or when it is one of [`Config::ExitCalls`] and the signer has been expelled, has moved, or
///   has left and something of it is held.
/// * Beyond that a gated call is valid when [`Config::Guests`] knows the signer, and it has never been a participant that was
///   expelled or has moved.
/// * All other calls, and transactions without a signature, pass.
///
/// It carries no data, so that wallets that do not know it build valid transactions. The check is of the signer: a call inside a
/// proxy or multisig call has another origin, which the call itself checks when it is dispatched.
#[derive(Encode, Decode, DecodeWithMemTracking, DefaultNoBound, Clone, Eq, PartialEq, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct CheckAdmitted<T>(PhantomData<T>);

impl<T: Config + Send + Sync> CheckAdmitted<T> {
	/// The extension; it has nothing to choose.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> fmt::Debug for CheckAdmitted<T> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("CheckAdmitted")
	}
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for CheckAdmitted<T> {
	const IDENTIFIER: &'static str = "CheckAdmitted";
	type Implicit = ();
	type Val = ();
	type Pre = ();

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		let check = if T::Registrations::contains(call) {
			T::WeightInfo::check_registration()
		} else if T::GatedCalls::contains(call) {
			T::WeightInfo::check_admitted().saturating_add(T::Guests::weight())
		} else {
			Weight::zero()
		};
		// The extension that takes the fees cannot tell from the call what looking for a quota costs.
		let fees = if T::SponsoredCalls::contains(call) { T::WeightInfo::sponsored_fee() } else { Weight::zero() };
		check.saturating_add(fees)
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Implication,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		if let Some(who) = origin.as_signer() {
			check::<T>(who, call)?;
		}
		Ok((ValidTransaction::default(), (), origin))
	}

	impl_tx_ext_default!(T::RuntimeCall; prepare);
}

/// Whether this account may send this call.
pub(crate) fn check<T: Config>(who: &T::AccountId, call: &T::RuntimeCall) -> Result<(), TransactionValidityError> {
	if T::Registrations::contains(call) {
		let may = Pallet::<T>::can_register(who);
		return if may { Ok(()) } else { Err(InvalidTransaction::Custom(NOT_LET_IN).into()) };
	}
	if !T::GatedCalls::contains(call) {
		return Ok(());
	}
	match Pallet::<T>::standing(who) {
		Standing::Admitted => Ok(()),
		Standing::Leaving if T::ExitCalls::contains(call) => Ok(()),
		_ if Pallet::<T>::may_be_guest(who) && T::Guests::lets_in(who, call) => Ok(()),
		Standing::Leaving | Standing::Outsider => Err(InvalidTransaction::Custom(NOT_A_PARTICIPANT).into()),
	}
}

/// Whether a call of this pallet only settles what is open: it takes money or things back and gets nobody into anything.
///
/// For [`Config::ExitCalls`].
pub fn settles<T: Config>(call: &Call<T>) -> bool {
	matches!(
		call,
		Call::leave { .. }
			| Call::end_sponsorship { .. }
			| Call::retire_identity { .. }
			| Call::remove_identity { .. }
			| Call::prune_keys { .. }
			| Call::withdraw_fees { .. }
			| Call::offer_device { terms: Terms::Transfer, .. }
			| Call::withdraw_offer { .. }
			| Call::end_loan { .. }
			| Call::remove_device { .. }
			| Call::clear_history { .. }
			| Call::forget_account { .. }
			| Call::remove_alias { .. }
	)
}
