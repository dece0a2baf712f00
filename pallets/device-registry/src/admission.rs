//! Keeps the calls of outsiders out of blocks.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::{fmt, marker::PhantomData};

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	DefaultNoBound,
	traits::{Contains, IsSubType, OriginTrait},
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
/// `InvalidTransaction::Custom` with this code: nobody has let the signer in, and the chain's policy asks for it.
pub const NOT_LET_IN: u8 = 31;

/// Accounts that are no participants and take part in a contract nevertheless, because a participant has named them in it:
/// a pseudonym in a relationship, an arbiter in an agreement.
pub trait LetsIn<AccountId, Call> {
	/// Whether this account may send this call. It is asked before the call is paid for, so it has to be cheap.
	fn lets_in(who: &AccountId, call: &Call) -> bool;
}

/// Nobody.
impl<AccountId, Call> LetsIn<AccountId, Call> for () {
	fn lets_in(_who: &AccountId, _call: &Call) -> bool {
		false
	}
}

/// Refuses calls of outsiders before they get into a block (requirement M13).
///
/// * `register_participant` is valid when the policy of admission lets the signer in.
/// * A call of [`Config::GatedCalls`] is valid when the signer is a participant that has not been expelled, or the device of
///   one; or when it is one of [`Config::ExitCalls`] and the signer has been expelled or has money held.
/// * Beyond that a gated call is valid when [`Config::Guests`] knows the signer.
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

impl<T> TransactionExtension<T::RuntimeCall> for CheckAdmitted<T>
where
	T: Config + Send + Sync,
	T::RuntimeCall: IsSubType<Call<T>>,
{
	const IDENTIFIER: &'static str = "CheckAdmitted";
	type Implicit = ();
	type Val = ();
	type Pre = ();

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		if is_registration::<T>(call) || T::GatedCalls::contains(call) {
			T::WeightInfo::check_admitted()
		} else {
			Weight::zero()
		}
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
pub(crate) fn check<T>(who: &T::AccountId, call: &T::RuntimeCall) -> Result<(), TransactionValidityError>
where
	T: Config,
	T::RuntimeCall: IsSubType<Call<T>>,
{
	if is_registration::<T>(call) {
		let let_in = Pallet::<T>::is_let_in(who);
		return if let_in { Ok(()) } else { Err(InvalidTransaction::Custom(NOT_LET_IN).into()) };
	}
	if !T::GatedCalls::contains(call) {
		return Ok(());
	}
	match Pallet::<T>::standing(who) {
		Standing::Admitted => Ok(()),
		Standing::Leaving if T::ExitCalls::contains(call) => Ok(()),
		_ if T::Guests::lets_in(who, call) => Ok(()),
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

fn is_registration<T>(call: &T::RuntimeCall) -> bool
where
	T: Config,
	T::RuntimeCall: IsSubType<Call<T>>,
{
	matches!(call.is_sub_type(), Some(Call::register_participant { .. }))
}
