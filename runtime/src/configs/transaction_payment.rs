use frame_support::{
	parameter_types,
	traits::ConstU8,
	weights::{ConstantMultiplier, IdentityFee, Weight},
};
use pallet_incentives::WeightInfo as _;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perquintill, traits::Bounded};

use crate::{Balance, Balances, Runtime, RuntimeEvent};

parameter_types! {
	/// A planck for a picosecond of weight makes a transfer about 0.0002 BPI; a megabyte costs one BPI.
	pub const TransactionByteFee: Balance = 1_000_000;
	/// Fees rise while blocks are fuller than this and fall while they are emptier.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast: a full block raises them by 0.03 ‰ of the fullness missed.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(3, 100_000);
	/// Never below the nominal fee, so that a quiet chain cannot be flooded for nothing.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_integer(1);
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

/// Taking a fee, as the SDK measured it, and giving it to the block's author and the treasury.
pub struct PaymentWeight;

impl pallet_transaction_payment::WeightInfo for PaymentWeight {
	fn charge_transaction_payment() -> Weight {
		pallet_transaction_payment::weights::SubstrateWeight::<Runtime>::charge_transaction_payment()
			.saturating_add(pallet_incentives::weights::SubstrateWeight::<Runtime>::fees())
	}
}

impl pallet_transaction_payment::Config for Runtime {
	type FeeMultiplierUpdate =
		TargetedFeeAdjustment<Self, TargetBlockFullness, AdjustmentVariable, MinimumMultiplier, MaximumMultiplier>;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	type OnChargeTransaction =
		pallet_device_registry::fees::SponsoredFees<FungibleAdapter<Balances, pallet_incentives::AuthorFees<Runtime>>>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = PaymentWeight;
	type WeightToFee = IdentityFee<Balance>;
}
